"""Any order of pushes, pulls, losses and moves leads to what protocol 10.3 says (the model)."""

from typing import cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.syncjobs.exchange.model.beginning import a_busy_world
from tests.syncjobs.exchange.model.machine import ExchangeMachine


@pytest.mark.django_db
def test_every_site_ends_up_with_what_it_must_hold() -> None:
    machine = type("Machine", (ExchangeMachine,), {"beginning": a_busy_world()})
    run_state_machine_as_test(
        cast("type[ExchangeMachine]", machine),
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            derandomize=True,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

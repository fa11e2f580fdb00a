"""The steps of a sync and what they count (protocol 6)."""

import pytest

from syncjobs.simulation import BatchSizes, SimulatedSite
from syncjobs.simulation.storage.sync_log import Step, StepName
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import StandIn, drops, says
from tests.syncjobs.simulation.world import location, publish_world, requisition

pytestmark = pytest.mark.any_database

WITHOUT_V6_PULL = [name for name in StepName if name is not StepName.PULL_V6]


def test_it_takes_its_steps_in_order(operational: SimulatedSite) -> None:
    outcome = operational.sync()
    assert [step.name for step in outcome.steps] == WITHOUT_V6_PULL
    assert all(step.is_finished for step in outcome.steps)


def test_it_finishes_the_pushes_of_a_first_sync_without_doing_them(site: SimulatedSite) -> None:
    outcome = site.sync()
    assert [step.name for step in outcome.steps] == WITHOUT_V6_PULL
    by_name = {step.name: step for step in outcome.steps}
    assert by_name[StepName.PUSH].is_finished
    assert (by_name[StepName.PUSH].total, by_name[StepName.PUSH].done) == (None, None)


def test_it_counts(server: StandIn, start_site: StartSite) -> None:
    publish_world(server)
    site = start_site(sizes=BatchSizes(2, 2, 2), has_v6=True)
    site.sync()
    for number in range(3):
        site.save("Location", location(f"l-{number}"))
        server.enqueue("requisition", requisition(f"r-{number}"))
    publish_world(server)
    outcome = site.sync()
    assert {step.name: (step.total, step.done) for step in outcome.steps} == {
        StepName.PREPARE_INITIAL: (None, None),
        StepName.PUSH_V6: (3, 3),
        StepName.PUSH: (3, 3),
        StepName.PULL_CENTRAL: (5, 5),
        StepName.PULL_REMOTE: (3, 3),
        StepName.PULL_V6: (0, 0),
        StepName.INTEGRATE: (8, 8),
    }


def test_it_fixes_the_total_at_the_first_report() -> None:
    step = Step(StepName.PULL_REMOTE, started_at=None)  # type: ignore[arg-type]
    for remaining, total, done in ((5, 5, 0), (3, 5, 2), (9, 5, 0), (0, 5, 5)):
        step.report(remaining)
        assert (step.total, step.done) == (total, done)


def test_it_leaves_the_step_that_failed_unfinished(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("requisition", requisition("r-1"))
    server.faults["POST acknowledged_records"] = [drops]
    outcome = operational.sync()
    assert [(step.name, step.is_finished) for step in outcome.steps][-1] == (
        StepName.PULL_REMOTE,
        False,
    )
    assert (outcome.steps[-1].total, outcome.steps[-1].done) == (1, 0)


def test_it_tells_whoever_watches(server: StandIn, start_site: StartSite) -> None:
    watched = list[tuple[StepName, bool]]()
    server.faults["GET queued_records"] = [says({"queueLength": 0})]
    start_site(watch=lambda step: watched.append((step.name, step.finished_at is not None))).sync()
    assert watched[:2] == [(StepName.PREPARE_INITIAL, False), (StepName.PREPARE_INITIAL, True)]
    assert watched[-1] == (StepName.INTEGRATE, True)


def test_it_calls_its_steps_as_the_screen_of_a_site_does() -> None:
    assert [name.label for name in StepName] == [
        "Prepare",
        "Push V6",
        "Push",
        "Pull central",
        "Pull remote",
        "Pull V6",
        "Integrate",
    ]

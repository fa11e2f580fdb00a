"""Settings with which no job could come to its end."""

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.any_database


def errors() -> list[str]:
    return [str(message.id) for message in run_checks(tags=["syncjobs"])]


def test_it_accepts_the_defaults() -> None:
    assert errors() == []


def test_it_refuses_a_silence_that_a_slow_call_reaches(settings: Settings) -> None:
    settings.JOB_SILENCE_SECONDS = 60
    settings.OUTGOING_CONNECT_SECONDS, settings.OUTGOING_READ_SECONDS = 5, 55
    assert errors() == ["syncjobs.E001"]

"""System checks that are easier to call than to provoke."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pytest_django.fixtures import Settings

from portal.checks import check_no_django_sites, check_sessions, check_web_threads


def test_it_refuses_the_sites_of_django() -> None:
    installed = cast("Any", [SimpleNamespace(name="django.contrib.sites")])
    assert [error.id for error in check_no_django_sites(installed)] == ["portal.E001"]


def test_it_accepts_the_portals_own_sites() -> None:
    assert check_no_django_sites() == []


@pytest.mark.parametrize(
    ("threads", "waiting", "ids"),
    [(0, 24, ["portal.E005"]), (4, -1, ["portal.E005"]), (1, 0, []), (4, 24, [])],
)
def test_it_refuses_a_web_server_without_places(
    settings: Settings, threads: int, waiting: int, ids: list[str]
) -> None:
    settings.WEB_THREADS, settings.WEB_WAITING_THREADS = threads, waiting
    assert [error.id for error in check_web_threads()] == ids


@pytest.mark.parametrize(
    ("idle", "longest", "lockout", "ids"),
    [
        (7_200, 43_200, 900, []),
        (60, 43_200, 900, ["portal.E007"]),
        (7_200, 7_199, 900, ["portal.E007"]),
        (7_200, 43_200, 0, ["portal.E007"]),
    ],
)
def test_it_refuses_sessions_and_lockouts_that_are_none(
    settings: Settings, idle: int, longest: int, lockout: int, ids: list[str]
) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_LONGEST_SECONDS = idle, longest
    settings.SIGN_IN_LOCKOUT_SECONDS = lockout
    assert [error.id for error in check_sessions()] == ids

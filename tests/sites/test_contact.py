"""When a site last called, and what it said of itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from sites.models import Site
from tests.sites.calls import Caller, ask
from tests.sites.registered import registered

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_it_keeps_what_a_site_said_at_first_contact() -> None:
    site = registered()
    with time_machine.travel(START, tick=False):
        ask(Caller(app_name="Open mSupply Android", app_version="2.19.3", sync_version="13"))
    site.refresh_from_db()
    assert (site.app_name, site.app_version) == ("Open mSupply Android", "2.19.3")
    assert (site.sync_version, site.last_contact_at, site.last_attempt_at) == (13, START, START)
    assert site.last_refusal_code == ""


@pytest.mark.parametrize(("seconds", "kept"), [(1, 0), (59, 0), (60, 60), (3600, 3600)])
def test_it_writes_the_time_once_a_minute(seconds: int, kept: int) -> None:
    site = registered()
    with time_machine.travel(START, tick=False) as clock:
        ask(Caller())
        clock.shift(seconds)
        ask(Caller())
    site.refresh_from_db()
    assert site.last_contact_at is not None
    assert (site.last_contact_at - START).total_seconds() == kept


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({"app_name": "Open mSupply Android"}, "app_name", "Open mSupply Android"),
        ({"app_version": "2.21.0"}, "app_version", "2.21.0"),
        ({"sync_version": "13"}, "sync_version", 13),
    ],
)
def test_it_writes_a_change_at_once(change: dict[str, str], column: str, value: object) -> None:
    site = registered()
    with time_machine.travel(START, tick=False) as clock:
        ask(Caller())
        clock.shift(1)
        ask(replace(Caller(), **change))
    site.refresh_from_db()
    assert getattr(site, column) == value
    assert site.last_contact_at != START


def test_it_keeps_a_refusal_apart_from_the_last_contact() -> None:
    site = registered()
    with time_machine.travel(START, tick=False) as clock:
        ask(Caller())
        clock.shift(30)
        ask(Caller(sync_version="99"))
    site.refresh_from_db()
    assert (site.last_refusal_code, site.last_contact_at) == ("api_version_incompatible", START)
    assert site.last_attempt_at is not None
    assert (site.last_attempt_at - START).total_seconds() == 30
    assert site.sync_version == 14


def test_it_writes_the_same_refusal_once_a_minute() -> None:
    site = registered()
    with time_machine.travel(START, tick=False) as clock:
        ask(Caller(sync_version="99"))
        clock.shift(59)
        ask(Caller(sync_version="99"))
    site.refresh_from_db()
    assert site.last_attempt_at == START


def test_it_forgets_the_refusal_at_the_next_contact() -> None:
    site = registered()
    ask(Caller())
    ask(Caller(sync_version="99"))
    ask(Caller())
    site.refresh_from_db()
    assert site.last_refusal_code == ""


def test_it_keeps_nothing_of_a_wrong_password() -> None:
    site = registered()
    ask(Caller(password="wrong", app_version="1.0.0"))
    site.refresh_from_db()
    assert (site.last_attempt_at, site.last_refusal_code, site.app_version) == (None, "", "")


def test_it_keeps_the_contact_of_the_calling_site_only() -> None:
    registered("District 12")
    other = registered("District 13")
    ask(Caller("District 12"))
    assert Site.objects.get(pk=other.pk).last_contact_at is None

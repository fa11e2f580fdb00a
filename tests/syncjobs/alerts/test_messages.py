"""What alerts say."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from syncjobs.alerts.changes import Change
from syncjobs.alerts.messages import health_message, trial_message
from tests.syncjobs.alerts.unwell import NO_STORE

pytestmark = pytest.mark.any_database
NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, UTC)


def a_change(number: int = 2, name: str = "", **values: Any) -> Change:
    columns: dict[str, Any] = {
        "code": "",
        "health": "failing",
        "cause": NO_STORE,
        "told": "",
        "told_cause": "",
    }
    return Change(number, name or f"Site {number}", **columns | values)


def test_it_is_what_the_documentation_says() -> None:
    message = health_message([a_change(14, "District 12", code="D12", told="late")], NOW)
    payload = json.loads(message.payload)
    assert len(payload.pop("id")) == 36
    assert payload.pop("text") == message.text
    assert payload == {
        "version": 1,
        "at": "2026-03-01T12:30:15+00:00",
        "event": "sites_unwell",
        "health": "failing",
        "cause": NO_STORE,
        "site_count": 1,
        "sites": [
            {
                "id": 14,
                "name": "District 12",
                "code": "D12",
                "was": {"health": "late", "cause": ""},
            }
        ],
        "url": "https://portal.example.org/admin/sites/site/14/change/",
    }


def test_it_lists_at_most_twenty() -> None:
    payload = json.loads(health_message([a_change(n) for n in range(2, 1_236)], NOW).payload)
    assert (payload["site_count"], len(payload["sites"])) == (1_234, 20)
    assert payload["text"].startswith(f"1,234 sites are failing: {NO_STORE}\n")
    assert "and 1,214 more\n" in payload["text"]


def test_it_keeps_headers_and_lists_whole() -> None:
    message = health_message([a_change(2, "A\r\nBcc: x@example.org " + "w" * 300)], NOW)
    assert message.subject.startswith("A Bcc: x@example.org www")
    assert (len(message.subject), "\n" in message.subject) == (200, False)


def test_it_names_the_page_without_an_address_of_the_portal(settings: Settings) -> None:
    settings.PORTAL_URL = ""
    message = health_message([a_change(2), a_change(3)], NOW)
    assert "\n/admin/sites/site/?health=failing\n" in message.text


def test_a_test_has_the_same_members() -> None:
    trial, real = trial_message("Team", NOW), health_message([a_change()], NOW)
    assert list(json.loads(trial.payload)) == list(json.loads(real.payload))
    assert (trial.subject, json.loads(trial.payload)["event"]) == (
        "A test of the alert channel Team",
        "test",
    )


def test_it_says_how_often_a_site_went_up_and_down() -> None:
    unsteady: dict[str, Any] = {"health": "unsteady", "cause": "", "times": 12, "told": "late"}
    since = NOW - timedelta(hours=5, minutes=40)
    message = health_message([a_change(14, "District 12", since=since, **unsteady)], NOW)
    assert message.subject == "District 12 goes up and down"
    line = "- District 12, site 14, was late, became unwell 12 times in the last 6 hours"
    assert line in message.text
    payload = json.loads(message.payload)
    assert (payload["event"], payload["health"]) == ("sites_unwell", "unsteady")
    both = health_message([a_change(n, since=since, **unsteady) for n in (2, 3)], NOW)
    assert "2 sites go up and down" in both.text
    assert json.loads(both.payload)["url"] == "https://portal.example.org/admin/sites/site/"

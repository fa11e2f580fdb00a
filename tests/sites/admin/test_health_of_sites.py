"""The health of sites in their list."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sites.health import Health
from tests.sites.admin.addresses import SITES
from tests.sites.admin.test_site_list import names
from tests.sites.registered import bare

pytestmark = pytest.mark.django_db
HEALTH, CONTACT, SUCCESS = 4, 5, 6
DAY = timedelta(days=1)


@pytest.fixture
def fleet(administrator: Client) -> Client:
    """A site of each health, seen by an administrator."""
    now = timezone.now()
    bare("Well", last_contact_at=now, last_success_at=now)
    bare("Tardy", last_contact_at=now - DAY, last_success_at=now - 2 * DAY)
    bare("Gone", last_contact_at=now - 5 * DAY, last_success_at=now - 6 * DAY)
    bare("Ill", last_contact_at=now - 2 * DAY, last_failure_code="x", last_failure_message="Ouch.")
    bare("New")
    bare("Off", last_contact_at=now - 9 * DAY, disabled_at=now, disabled_reason="Closed")
    return administrator


def test_it_shows_the_health_in_a_word_with_its_reason(fleet: Client) -> None:
    page = fleet.get(SITES).content.decode()
    for badge in (
        '<span class="badge badge-good" title="">OK</span>',
        '<span class="badge badge-warn" title="">Late</span>',
        '<span class="badge badge-bad" title="">Down</span>',
        '<span class="badge badge-bad" title="Ouch.">Failing</span>',
        '<span class="badge badge-calm" title="">Never seen</span>',
        '<span class="badge badge-calm" title="Closed">Disabled</span>',
    ):
        assert badge in page


def test_it_does_not_call_a_site_well_that_never_synced(administrator: Client) -> None:
    now = timezone.now()
    bare("Fresh", last_contact_at=now, hardware_id_bound_at=now)
    bare("Stuck", last_contact_at=now, hardware_id_bound_at=now - 2 * DAY)
    page = administrator.get(SITES).content.decode()
    why = "No sync of it has succeeded yet."
    assert f'<span class="badge badge-calm" title="{why}">OK, no sync yet</span>' in page
    assert f'<span class="badge badge-warn" title="{why}">Late</span>' in page
    assert names(administrator, "?health=ok") == ["Fresh"]


@pytest.mark.parametrize(
    ("health", "name"),
    [
        (Health.OK, "Well"),
        (Health.LATE, "Tardy"),
        (Health.DOWN, "Gone"),
        (Health.FAILING, "Ill"),
        (Health.NEVER_SEEN, "New"),
        (Health.DISABLED, "Off"),
    ],
)
def test_it_finds_the_sites_of_a_health(fleet: Client, health: Health, name: str) -> None:
    assert names(fleet, f"?health={health}") == [name]


def test_it_shows_all_for_a_health_that_there_is_not(fleet: Client) -> None:
    assert len(names(fleet, "?health=nonsense")) == 6


def test_it_sorts_by_worry(fleet: Client) -> None:
    worry = ["Ill", "Gone", "Tardy", "New", "Well", "Off"]
    assert names(fleet, f"?o={HEALTH}") == worry
    assert names(fleet, f"?o=-{HEALTH}") == worry[::-1]


def test_it_sorts_by_last_contact_the_longest_silent_first(fleet: Client) -> None:
    silent = ["New", "Off", "Gone", "Ill", "Tardy", "Well"]
    assert names(fleet, f"?o={CONTACT}") == silent
    assert names(fleet, f"?o=-{CONTACT}") == silent[::-1]


def test_it_sorts_by_last_success_with_those_that_never_had_one_first(fleet: Client) -> None:
    assert names(fleet, f"?o={SUCCESS}")[3:] == ["Gone", "Tardy", "Well"]
    assert names(fleet, f"?o=-{SUCCESS}")[:3] == ["Well", "Tardy", "Gone"]

"""A second machine with the right password: kept as a claim, and refused all the same."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from sites.claim_throttle import MOST_CLAIMS, forget_in_process
from sites.claims import accept_claim, prune_claims, record_claim, two_devices
from sites.hardware import reset_hardware_id
from sites.models import PendingClaim, Site, Store
from sites.one_time_credentials import issue_one_time_secret
from sites.registration import delete_site, disable_site
from sites.site_facts import facts_by_id
from syncjobs.tasks import prune
from tests.sites.calls import Caller, ask, basic, error_of
from tests.sites.claiming import NEW, OLD, REFUSED, claimed
from tests.sites.registered import registered
from tests.sites.together import at_the_same_moment

pytestmark = pytest.mark.django_db

# Later than the first contact, which is made at the time that it is.
START = datetime(2036, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Site:
    """A site whose bound machine has called."""
    site = registered()
    assert ask(OLD).status_code == 200
    return site


def call_later(clock: time_machine.Traveller, caller: Caller, seconds: int = 300) -> int:
    """Calls so much later, by when every web process has forgotten what it wrote."""
    clock.shift(seconds)
    forget_in_process()
    status: int = ask(caller).status_code
    return status


def came(site: Site, machines: range) -> None:
    """Machines with these numbers call, as far as claims are concerned."""
    facts = facts_by_id(site.pk)
    assert facts is not None
    for number in machines:
        record_claim(facts, Caller(hardware_id=f"machine {number}").call())


def test_it_keeps_the_second_machine_and_refuses_it(site: Site) -> None:
    with time_machine.travel(START, tick=False):
        response = ask(NEW, address="198.51.100.9")
    assert error_of(response, 401) == REFUSED
    assert PendingClaim.objects.values().get() == {
        "id": PendingClaim.objects.get().pk,
        "site_id": site.pk,
        "hardware_id": "new",
        "app_name": "Open mSupply Android",
        "app_version": "2.21.0",
        "address": "198.51.100.9",
        "first_at": START,
        "last_at": START,
        "alternated_at": None,
        "call_count": 1,
    }
    assert two_devices(site) is None


@pytest.mark.parametrize("path", ["/sync/v5/site_status", "/sync/v5/queued_records"])
def test_it_keeps_it_whatever_it_asks_for(site: Site, path: str) -> None:
    assert error_of(Client().get(path, headers=NEW.headers()), 401) == REFUSED
    assert PendingClaim.objects.get().hardware_id == "new"


def test_it_writes_a_machine_once_a_minute(site: Site) -> None:
    with time_machine.travel(START, tick=False) as clock:
        ask(NEW, address="192.0.2.1")
        for _ in range(3):
            assert call_later(clock, NEW, 19) == 401
        assert PendingClaim.objects.get().call_count == 1
        clock.shift(3)
        forget_in_process()
        ask(NEW, address="192.0.2.2")
    claim = PendingClaim.objects.get()
    assert (claim.call_count, claim.first_at, claim.address) == (2, START, "192.0.2.2")
    assert claim.last_at - START == timedelta(seconds=60)


def test_it_costs_a_flood_nothing_but_the_look_at_the_site(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask(NEW)
    with django_assert_num_queries(5):
        for _ in range(5):
            ask(NEW)


def test_it_writes_ever_new_machines_of_a_site_a_few_times_only(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    came(site, range(MOST_CLAIMS))
    with django_assert_num_queries(1):
        came(site, range(MOST_CLAIMS, MOST_CLAIMS + 30))
    assert PendingClaim.objects.count() == MOST_CLAIMS


def test_it_counts_the_machines_of_other_sites_apart(site: Site) -> None:
    came(site, range(MOST_CLAIMS))
    other = registered("District 13", hardware_id="theirs")
    ask(Caller("District 13", hardware_id="new"))
    assert other.pending_claims.count() == 1


def test_it_keeps_the_machines_that_came_last(site: Site) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for number in range(MOST_CLAIMS + 5):
            clock.shift(60)
            forget_in_process()
            came(site, range(number, number + 1))
    kept = list(PendingClaim.objects.values_list("hardware_id", flat=True))
    assert kept == [f"machine {number}" for number in range(MOST_CLAIMS + 4, 4, -1)]


def test_it_makes_no_claim_of_a_wrong_password(site: Site) -> None:
    ask(Caller(hardware_id="new", password="wrong"))
    assert not PendingClaim.objects.exists()


def test_it_makes_no_claim_of_a_verification(site: Site) -> None:
    secret = issue_one_time_secret(site.pk, 60)
    headers = {"Authorization": basic(site.name, secret)}
    assert ask(NEW, **headers).status_code == 200
    assert not PendingClaim.objects.exists()


@pytest.mark.parametrize("refused", ["disabled", "no store", "version"])
def test_it_makes_no_claim_of_a_call_that_is_refused_for_another_reason(
    site: Site, refused: str
) -> None:
    if refused == "disabled":
        disable_site(site.pk, "Closed")
    if refused == "no store":
        Store.objects.all().delete()
    version = "99" if refused == "version" else "14"
    assert ask(Caller(hardware_id="new", sync_version=version)).status_code in {403, 409}
    assert not PendingClaim.objects.exists()


def test_it_costs_well_behaved_sites_nothing(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask(NEW)
    ask(OLD)
    with django_assert_num_queries(1):
        assert ask(OLD).status_code == 200


def test_it_tells_two_devices_once_both_have_called_in_turn(site: Site) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for caller, in_turn in [(NEW, False), (NEW, False), (OLD, False), (NEW, True)]:
            call_later(clock, caller)
            assert (two_devices(site) is not None) == in_turn
        last = two_devices(site)
        # It stays so between their calls, and remembers when it was so last.
        for caller in (OLD, OLD):
            call_later(clock, caller)
            assert two_devices(site) == last
        call_later(clock, NEW)
        assert two_devices(site) == PendingClaim.objects.get().last_at
        call_later(clock, NEW)
        assert two_devices(site) != PendingClaim.objects.get().last_at


def test_it_tells_two_devices_that_call_within_a_minute(site: Site) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for caller in (NEW, OLD, NEW, OLD, NEW, OLD, NEW):
            call_later(clock, caller, 15)
    assert two_devices(site) is not None


def test_it_deletes_the_claims_with_their_site(site: Site) -> None:
    claimed(site)
    Store.objects.all().delete()
    delete_site(site.pk)
    assert not PendingClaim.objects.exists()


def test_it_prunes_machines_that_call_no_more(site: Site, settings: Settings) -> None:
    settings.JOB_RETENTION_DAYS = 30
    with time_machine.travel(START, tick=False) as clock:
        ask(NEW)
        clock.shift(timedelta(days=30))
        assert prune_claims() == 0
        clock.shift(1)
        claimed(site, Caller(hardware_id="third"))
        prune()
    assert PendingClaim.objects.get().hardware_id == "third"


def test_it_makes_no_claim_of_the_machine_that_was_bound_meanwhile(site: Site) -> None:
    facts = facts_by_id(site.pk)
    assert facts is not None
    accept_claim(site.pk, claimed(site).pk)
    forget_in_process()
    record_claim(facts, NEW.call())
    reset_hardware_id(site.pk)
    forget_in_process()
    record_claim(facts, NEW.call())
    assert not PendingClaim.objects.exists()


def test_it_writes_a_claim_with_few_statements(site: Site) -> None:
    ask(NEW)
    forget_in_process()
    with CaptureQueriesContext(connection) as queries, time_machine.travel(START):
        ask(Caller(hardware_id="third"))
    assert len(queries) <= 8


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_claim_of_a_machine_that_calls_many_times_at_once() -> None:
    site = registered(hardware_id="old")
    ask(NEW)
    PendingClaim.objects.all().delete()
    forget_in_process()
    at_the_same_moment([lambda: ask(NEW).status_code] * 8)
    assert (site.pending_claims.count(), site.pending_claims.get().call_count) == (1, 1)

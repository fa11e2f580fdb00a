"""A second machine with the right password: kept as a claim, and refused all the same."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from sites.choices import InitialisationStatus
from sites.claim_throttle import MOST_CLAIMS, forget_in_process
from sites.claims import (
    accept_claim,
    keep_old_machine,
    prune_claims,
    record_claim,
    two_devices,
)
from sites.errors import ClaimGoneError
from sites.hardware import reset_hardware_id
from sites.models import PendingClaim, Site, Store
from sites.one_time_credentials import issue_one_time_secret
from sites.registration import delete_site, disable_site
from sites.site_facts import facts_by_id
from syncjobs.tasks import prune
from tests.sites.calls import Caller, ask, basic, error_of
from tests.sites.registered import history_of, reasons_of, registered
from tests.sites.together import at_the_same_moment, errors_among

pytestmark = pytest.mark.django_db

# Later than the first contact, which is made at the time that it is.
START = datetime(2036, 3, 1, 12, 0, tzinfo=UTC)
OLD = Caller(hardware_id="old")
NEW = Caller(hardware_id="new", app_name="Open mSupply Android", app_version="2.21.0")
REFUSED = {
    "code": "site_incorrect_hardware_id",
    "message": "This site is bound to another machine. If the machine was replaced, ask an"
    " administrator of the portal to reset the hardware ID of this site.",
    "data": None,
}


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


def claimed(site: Site, caller: Caller = NEW) -> PendingClaim:
    """The claim that the machine makes by calling."""
    assert error_of(ask(caller), 401) == REFUSED
    return PendingClaim.objects.get(site=site, hardware_id=caller.hardware_id)


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


def test_it_lets_the_accepted_device_in_and_the_old_one_claim(site: Site) -> None:
    accept_claim(site.pk, claimed(site).pk, "Tablet replaced")
    assert not PendingClaim.objects.exists()
    assert ask(NEW).status_code == 200
    assert error_of(ask(OLD), 401) == REFUSED
    assert PendingClaim.objects.get().hardware_id == "old"
    assert two_devices(site) is None
    site.refresh_from_db()
    assert (site.hardware_id, site.app_version) == ("new", "2.21.0")


def test_it_keeps_in_the_history_what_was_accepted(site: Site) -> None:
    accept_claim(site.pk, claimed(site).pk, "Tablet replaced")
    newest, before = history_of(site).all()[:2]
    assert newest.history_change_reason == "New device accepted: Tablet replaced"
    assert (newest.hardware_id, before.hardware_id) == ("new", "old")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (InitialisationStatus.STARTED, InitialisationStatus.NEW),
        (InitialisationStatus.COMPLETED, InitialisationStatus.COMPLETED),
        (InitialisationStatus.ERROR, InitialisationStatus.ERROR),
    ],
)
def test_it_forgets_what_the_old_device_said_and_left_half_way(
    site: Site, before: InitialisationStatus, after: InitialisationStatus
) -> None:
    claim = claimed(site)
    Site.objects.filter(pk=site.pk).update(initialisation_status=before)
    accept_claim(site.pk, claim.pk)
    site.refresh_from_db()
    assert (site.app_name, site.app_version, site.sync_version) == ("", "", None)
    assert (site.last_refusal_code, site.initialisation_status) == ("", after)
    assert site.hardware_id_bound_at is not None
    assert site.hardware_id_bound_at > claim.first_at
    assert reasons_of(site)[0] == "New device accepted"


def test_it_can_accept_the_old_device_again(site: Site) -> None:
    accept_claim(site.pk, claimed(site).pk)
    ask(NEW)
    accept_claim(site.pk, claimed(site, OLD).pk)
    forget_in_process()
    assert claimed(site, NEW)
    assert ask(OLD).status_code == 200


def test_it_accepts_no_claim_of_another_site(site: Site) -> None:
    other = registered("District 13", hardware_id="theirs")
    with pytest.raises(ClaimGoneError):
        accept_claim(other.pk, claimed(site).pk)
    other.refresh_from_db()
    assert other.hardware_id == "theirs"


def test_it_keeps_the_old_device(site: Site) -> None:
    claimed(site)
    claimed(site, Caller(hardware_id="third"))
    before = Site.objects.values().get()
    assert keep_old_machine(site.pk, "A copy") == 2
    assert Site.objects.values().get() == before
    assert reasons_of(site)[0] == "Old device kept: A copy"
    assert not PendingClaim.objects.exists()
    assert (ask(OLD).status_code, ask(NEW).status_code) == (200, 401)


def test_it_shows_a_device_again_that_calls_again(site: Site) -> None:
    claimed(site)
    keep_old_machine(site.pk)
    forget_in_process()
    assert claimed(site).call_count == 1


def test_it_says_when_nothing_is_left_to_decide(site: Site) -> None:
    claim = claimed(site)
    keep_old_machine(site.pk)
    reasons = reasons_of(site)
    for decide in (lambda: keep_old_machine(site.pk), lambda: accept_claim(site.pk, claim.pk)):
        with pytest.raises(ClaimGoneError, match="does not wait for the site any more"):
            decide()
    assert reasons_of(site) == reasons


def test_it_drops_the_claims_with_a_reset(site: Site) -> None:
    claimed(site)
    other = claimed(registered("District 13", hardware_id="x"), Caller("District 13"))
    reset_hardware_id(site.pk)
    assert PendingClaim.objects.get() == other
    assert ask(NEW).status_code == 200


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


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_two_administrators_accept() -> None:
    site = registered(hardware_id="old")
    claims = [claimed(site, Caller(hardware_id=f"machine {number}")) for number in range(4)]
    results = at_the_same_moment(
        [lambda claim=claim: accept_claim(site.pk, claim.pk) for claim in claims * 2],  # type: ignore[misc]
        ClaimGoneError,
    )
    assert len(errors_among(results)) == 7
    [winner] = [result for result in results if isinstance(result, Site)]
    site.refresh_from_db()
    assert site.hardware_id == winner.hardware_id
    assert reasons_of(site).count("New device accepted") == 1
    assert not PendingClaim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_accepting_and_keeping_happen() -> None:
    site = registered(hardware_id="old")
    claim = claimed(site)
    accept, keep = at_the_same_moment(
        [lambda: bool(accept_claim(site.pk, claim.pk)), lambda: bool(keep_old_machine(site.pk))],
        ClaimGoneError,
    )
    site.refresh_from_db()
    assert {accept is True, keep is True} == {True, False}
    assert site.hardware_id == ("new" if accept is True else "old")


@pytest.mark.django_db(transaction=True)
def test_it_accepts_while_both_devices_call() -> None:
    site = registered()
    ask(OLD)
    claim = claimed(site)
    forget_in_process()
    statuses = at_the_same_moment(
        [
            lambda: bool(accept_claim(site.pk, claim.pk)),
            *[lambda: ask(OLD).status_code in {200, 401}] * 3,
            *[lambda: ask(NEW).status_code in {200, 401}] * 3,
        ]
    )
    assert statuses == [True] * 7
    site.refresh_from_db()
    assert site.hardware_id == "new"
    assert not PendingClaim.objects.filter(hardware_id="new").exists()
    assert (ask(NEW).status_code, ask(OLD).status_code) == (200, 401)


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_claim_of_a_machine_that_calls_many_times_at_once() -> None:
    site = registered(hardware_id="old")
    ask(NEW)
    PendingClaim.objects.all().delete()
    forget_in_process()
    at_the_same_moment([lambda: ask(NEW).status_code] * 8)
    assert (site.pending_claims.count(), site.pending_claims.get().call_count) == (1, 1)


def test_it_writes_a_claim_with_few_statements(site: Site) -> None:
    ask(NEW)
    forget_in_process()
    with CaptureQueriesContext(connection) as queries, time_machine.travel(START):
        ask(Caller(hardware_id="third"))
    assert len(queries) <= 8

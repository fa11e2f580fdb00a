"""Accepting a second machine in the place of the bound one, or keeping that."""

import pytest

from sites.choices import InitialisationStatus
from sites.claim_throttle import forget_in_process
from sites.claims import accept_claim, keep_old_machine, two_devices
from sites.errors import ClaimGoneError
from sites.hardware import reset_hardware_id
from sites.models import PendingClaim, Site
from tests.browser.demonstration import call
from tests.sites.calls import Caller, ask, error_in, error_of
from tests.sites.claiming import NEW, OLD, REFUSED, claimed
from tests.sites.registered import history_of, reasons_of, registered
from tests.sites.together import at_the_same_moment, errors_among
from tests.support.servers import PortalServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """A site whose bound machine has called."""
    site = registered()
    assert ask(OLD).status_code == 200
    return site


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
    assert claimed(site, NEW).call_count == 1
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


def test_it_says_the_same_over_the_wire(portal_server: PortalServer) -> None:
    site = registered()
    assert call(portal_server, OLD).status_code == 200
    refused = call(portal_server, NEW)
    assert refused.status_code == 401
    assert error_in(refused.headers["Content-Type"], refused.content) == REFUSED
    accept_claim(site.pk, site.pending_claims.get().pk)
    assert call(portal_server, NEW).status_code == 200
    refused = call(portal_server, OLD)
    assert refused.status_code == 401
    assert error_in(refused.headers["Content-Type"], refused.content) == REFUSED
    assert site.pending_claims.get().hardware_id == "old"

"""The devices of a site side by side, and the decision about them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sites.claims import accept_claim, keep_old_machine
from sites.models import PendingClaim, Site
from tests.portal.forms import fill_in, messages_of, text_of
from tests.sites.admin.addresses import SITES, page_of
from tests.sites.admin.test_site_list import names
from tests.sites.calls import Caller, ask
from tests.sites.registered import bare, history_of, reasons_of, registered

pytestmark = pytest.mark.any_database

NEW = Caller(hardware_id="new", app_name="Open mSupply Android", app_version="2.21.0")


@pytest.fixture
def site(db: None) -> Site:
    """A site whose bound device has called, and another after it."""
    site = registered()
    ask(Caller(hardware_id="old"))
    ask(NEW, address="198.51.100.9")
    site.refresh_from_db()
    return site


def claim_of(site: Site, **columns: Any) -> PendingClaim:
    """A claim that is written past the rules."""
    now = timezone.now()
    row = {"hardware_id": "new", "first_at": now, "last_at": now} | columns
    return PendingClaim.objects.create(site=site, **row)


def accept_page(site: Site) -> str:
    return page_of(site, f"accept-device/{site.pending_claims.get().pk}")


def test_it_shows_both_devices_side_by_side(administrator: Client, site: Site) -> None:
    page = text_of(administrator.get(page_of(site)))
    assert "Another device wants to be this site" in page
    assert "Two devices use this site" not in page
    bound = page.split("Bound device Let in")[1].split("New device Refused")[0]
    new = page.split("New device Refused")[1].split("Accept the new device")[0]
    assert "Hardware ID old App Open mSupply Desktop 2.20.0" in bound
    assert "Hardware ID new App Open mSupply Android 2.21.0 Called from 198.51.100.9" in new


def test_it_shows_nothing_of_it_for_other_sites(administrator: Client, site: Site) -> None:
    other = registered("District 13", hardware_id="theirs")
    assert 'id="claims"' not in administrator.get(page_of(other)).content.decode()
    for path in (f"{SITES}9999999999999/change/", f"{SITES}none/change/", f"{SITES}²/change/"):
        assert administrator.get(path).status_code == 302


def test_it_says_when_two_devices_use_the_site(administrator: Client, site: Site) -> None:
    PendingClaim.objects.update(alternated_at=timezone.now())
    page = text_of(administrator.get(page_of(site)))
    assert "Two devices use this site" in page
    assert "Both have called in turn" in page
    assert "register a site of its own for it" in page


def test_it_costs_one_query_for_a_site_that_nobody_claims(
    administrator: Client, site: Site
) -> None:
    other = registered("District 13", hardware_id="theirs")
    with CaptureQueriesContext(connection) as queries:
        administrator.get(page_of(other))
    asked = [query for query in queries if "pendingclaim" in query["sql"]]
    assert len(asked) == 1


def test_it_says_what_accepting_means_and_does_nothing_yet(
    administrator: Client, site: Site
) -> None:
    page = text_of(administrator.get(accept_page(site)))
    assert "District 12 is bound to new in the place of old" in page
    assert "it then asks for all data of the site" in page
    assert "choose “Initialise again” afterwards" in page
    site.refresh_from_db()
    assert (site.hardware_id, site.pending_claims.count()) == ("old", 1)


def test_it_accepts_the_new_device(administrator: Client, site: Site) -> None:
    response = fill_in(administrator, accept_page(site), reason="Broken screen")
    assert messages_of(response) == ["District 12 is bound to new now. Start a sync there."]
    assert (ask(NEW).status_code, ask(Caller(hardware_id="old")).status_code) == (200, 401)
    newest = history_of(site).all()[0]
    assert newest.history_change_reason == "New device accepted: Broken screen"
    assert newest.history_user == User.objects.get()
    assert "New device accepted: Broken screen" in text_of(
        administrator.get(page_of(site, "history"))
    )


def test_it_keeps_the_old_device(administrator: Client, site: Site) -> None:
    path = page_of(site, "keep-device")
    assert "stays bound to old, and every other device is refused" in text_of(
        administrator.get(path)
    )
    response = fill_in(administrator, path, reason="A copy")
    assert messages_of(response) == [
        "District 12 stays bound to old; 1 other device is turned away."
    ]
    assert not PendingClaim.objects.exists()
    newest = history_of(site).all()[0]
    assert newest.history_change_reason == "Old device kept: A copy"
    assert newest.history_user == User.objects.get()


@pytest.mark.parametrize("decided", ["accepted", "kept"])
def test_it_says_when_somebody_has_decided(administrator: Client, site: Site, decided: str) -> None:
    paths = accept_page(site), page_of(site, "keep-device")
    if decided == "accepted":
        accept_claim(site.pk, site.pending_claims.get().pk)
    else:
        keep_old_machine(site.pk)
    reasons = reasons_of(site)
    for path in paths:
        response = administrator.post(path, {"reason": ""}, follow=True)
        assert "any more; somebody has decided." in messages_of(response)[0]
    assert reasons_of(site) == reasons


def test_it_says_when_somebody_decides_at_this_moment(
    administrator: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beaten(site_id: int, claim_id: int, reason: str) -> Site:
        keep_old_machine(site_id)
        return accept_claim(site_id, claim_id, reason)

    monkeypatch.setattr("sites.admin.claim_acts.accept_claim", beaten)
    page = text_of(administrator.post(accept_page(site), {"reason": ""}))
    assert "This device does not wait for the site any more." in page


def test_it_lets_viewers_see_only(viewer: Client, site: Site) -> None:
    page = viewer.get(page_of(site)).content.decode()
    assert "Bound device" in page
    assert "accept-device" not in page
    assert "keep-device" not in page
    for path in (accept_page(site), page_of(site, "keep-device")):
        assert [viewer.get(path).status_code, viewer.post(path).status_code] == [403, 403]
    assert site.pending_claims.count() == 1


def test_it_finds_no_claim_under_another_site(administrator: Client, site: Site) -> None:
    other = registered("District 13", hardware_id="theirs")
    path = page_of(other, f"accept-device/{site.pending_claims.get().pk}")
    assert "somebody has decided" in messages_of(administrator.post(path, follow=True))[0]
    other.refresh_from_db()
    assert other.hardware_id == "theirs"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?claimed=yes", ["Claimed", "In turn"]),
        ("?claimed=turns", ["In turn"]),
        ("?claimed=no", ["Quiet"]),
        ("?claimed=nonsense", ["Claimed", "In turn", "Quiet"]),
    ],
)
def test_it_filters_the_list(administrator: Client, query: str, expected: list[str]) -> None:
    claim_of(bare("Claimed", hardware_id="a"))
    site = bare("In turn", hardware_id="b")
    claim_of(site, alternated_at=timezone.now())
    claim_of(site, hardware_id="third", alternated_at=timezone.now() - timedelta(days=1))
    bare("Quiet")
    assert names(administrator, query) == expected


def test_it_escapes_what_came_over_the_wire(administrator: Client) -> None:
    evil = '<img src=x onerror="alert(1)">'
    site = bare("District 12", hardware_id="old")
    claim_of(site, hardware_id=evil, app_name=evil, app_version=evil, address=evil)
    for path in (page_of(site), accept_page(site)):
        page = administrator.get(path).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page

"""A second device of a site, decided about through the REST API."""

import pytest
from django.test import Client

from sites.claim_throttle import forget_in_process
from sites.claims import keep_old_machine
from sites.models import PendingClaim, Site
from tests.portal.forms import messages_of
from tests.sites.admin.addresses import page_of
from tests.sites.calls import Caller, ask
from tests.sites.registered import registered
from tests.syncjobs.rest.calls import Script, last_change, message, refusal, rows


@pytest.fixture
def site(db: None) -> Site:
    """A site whose bound device has called, and another after it."""
    forget_in_process()
    site = registered()
    ask(Caller(hardware_id="old"))
    ask(Caller(hardware_id="new", app_version="2.21.0"), address="198.51.100.9")
    return site


def test_a_waiting_device_is_found_and_accepted_once(script: Script, site: Site) -> None:
    registered("District 13", hardware_id="theirs")
    (found,) = rows(script.get("sites/?device_waits=true"))
    assert len(rows(script.get("sites/?device_waits=false"))) == 1
    (device,) = found["waiting_devices"]
    assert (device["hardware_id"], device["address"]) == ("new", "198.51.100.9")
    page = f"sites/{site.pk}/accept-device/"
    body = {"hardware_id": device["hardware_id"], "reason": "A new tablet"}
    answers = [script.post(page, body, key="once") for _ in range(2)]
    assert [answer.json()["hardware_id"] for answer in answers] == ["new", "new"]
    assert answers[0].json()["waiting_devices"] == []
    change = last_change(site)
    told = (change.history_user, change.door, change.history_change_reason)
    assert told == (script.person, "api", "New device accepted: A new tablet")


def test_the_old_device_is_kept(script: Script, site: Site) -> None:
    kept = script.post(f"sites/{site.pk}/keep-device/", {"reason": "A copy"}).json()
    assert (kept["hardware_id"], kept["waiting_devices"]) == ("old", [])
    assert last_change(site).history_change_reason == "Old device kept: A copy"


def test_who_comes_late_reads_the_words_of_the_admin(
    script: Script, administrator: Client, site: Site
) -> None:
    accept = page_of(site, f"accept-device/{site.pending_claims.get().pk}")
    keep_old_machine(site.pk)
    late = [
        (script.post(f"sites/{site.pk}/accept-device/", {"hardware_id": "new"}), accept),
        (script.post(f"sites/{site.pk}/keep-device/"), page_of(site, "keep-device")),
    ]
    for refused, address in late:
        assert refusal(refused) == (409, "act_not_possible")
        (said,) = messages_of(administrator.post(address, follow=True))
        assert message(refused) == f"{said} Nothing was changed; look at it again."


def test_who_may_only_look_decides_nothing(viewing_script: Script, site: Site) -> None:
    for act in ("accept-device", "keep-device"):
        refused = viewing_script.post(f"sites/{site.pk}/{act}/", {"hardware_id": "new"})
        assert refusal(refused) == (403, "permission_denied")
    assert PendingClaim.objects.count() == 1

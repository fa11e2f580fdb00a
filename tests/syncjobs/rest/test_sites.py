"""Sites through the REST API."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from sites.credentials import client_secret, verify_secret
from sites.models import Site, Store
from syncjobs.choices import JobKind
from syncjobs.models import Record, SyncJob
from tests.support.people import ADMINISTRATORS
from tests.syncjobs.far_side import a_central, a_site
from tests.syncjobs.rest.calls import (
    Script,
    change_count,
    last_change,
    message,
    refusal,
    rows,
    script_of,
)

NEW = {"name": "District 12", "code": "D", "store_codes": ["D12", "D12B"], "reason": "Roll-out"}


def test_a_site_is_registered_with_its_stores_and_a_password(script: Script) -> None:
    response = script.post("sites/", NEW)
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    told, site = response.json(), Site.objects.get()
    assert (told["id"], told["name"], told["store_codes"]) == (site.pk, site.name, ["D12", "D12B"])
    assert verify_secret(site.password_hash, client_secret(told["generated_password"]))
    assert told["health"] == "never_seen"
    assert Record.objects.filter(table_name="store").count() == 2
    change = last_change(site)
    assert (change.history_user, change.door) == (script.person, "api")
    kept: Any = Site.history
    assert "Roll-out" in kept.values_list("history_change_reason", flat=True)
    read = script.get(f"sites/{site.pk}/").json()
    assert read == {name: told[name] for name in read}
    assert not any("password" in name for name in read if name != "password_set_at")


def test_what_is_left_out_of_a_change_stays(script: Script) -> None:
    site = a_site()
    response = script.patch(f"sites/{site.pk}/", {"late_after_hours": 6, "reason": "Far away"})
    assert response.status_code == 200
    told = response.json()
    assert (told["late_after_hours"], told["down_after_hours"]) == (6, None)
    assert (told["name"], told["store_codes"]) == ("District 12", ["D12"])
    assert last_change(site).history_change_reason == "Far away"


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "district 12"), ("url", "central.example.org"), ("url", "ftp://a.org")],
)
def test_it_refuses_in_the_words_of_the_admin(
    script: Script, administrator: Client, field: str, value: str
) -> None:
    a_site()
    other = a_site("District 13", "D13")
    changes = change_count(other)
    response = script.patch(f"sites/{other.pk}/", {field: value})
    assert response.status_code in {400, 409}
    form = {"name": other.name, "code": "", "url": "", "time_zone": "", field: value}
    page = administrator.post(f"/admin/sites/site/{other.pk}/change/", form)
    errors = page.context["adminform"].form.errors
    assert [message(response)] == errors[field]
    assert change_count(other) == changes


def test_acts_do_what_the_buttons_of_the_admin_do(script: Script) -> None:
    site = a_site()
    page = f"sites/{site.pk}/"
    assert refusal(script.post(f"{page}enable/")) == (409, "act_not_possible")
    assert script.post(f"{page}disable/", {"reason": "Lost"}).json()["health"] == "disabled"
    assert refusal(script.post(f"{page}disable/", {"reason": "Lost"}))[0] == 409
    enabled = script.post(f"{page}enable/", {"reason": "Found again"})
    assert enabled.json()["disabled_at"] is None
    assert last_change(site).history_change_reason == "Enabled: Found again"
    Site.objects.filter(pk=site.pk).update(hardware_id="A tablet")
    freed = script.post(f"{page}reset-hardware-id/", {"reason": "Broken"})
    assert freed.json()["hardware_id"] == ""
    assert last_change(site).history_change_reason == "Broken"
    typed = {"password": "twelve words make it long", "reason": "The old one leaked"}
    assert script.post(f"{page}set-password/", typed).json()["generated_password"] is None
    assert last_change(site).history_change_reason == "Password set: The old one leaked"
    weak = script.post(f"{page}set-password/", {"password": "short"})
    assert refusal(weak) == (400, "site_password_weak")


def test_the_tick_moves_only_from_where_one_saw_it(script: Script) -> None:
    central, site = a_central(), a_site()
    wanted = {"url": "https://new.example.org", "reason": "Moved house"}
    late = script.post(f"sites/{site.pk}/make-central/", {**wanted, "present_central_id": None})
    assert refusal(late) == (409, "register_change_refused")
    assert "in the meantime: it is Central now" in message(late)
    moved = script.post(
        f"sites/{site.pk}/make-central/", {**wanted, "present_central_id": central.pk}
    )
    assert moved.json()["is_open_msupply_central"]
    assert SyncJob.objects.get().kind == JobKind.VERIFY
    gone = script.post(f"sites/{site.pk}/take-tick-away/", {"reason": "For an hour"})
    assert not gone.json()["is_open_msupply_central"]


def test_a_site_is_deleted_once_it_has_no_stores(script: Script) -> None:
    site = a_site()
    response = script.delete(f"sites/{site.pk}/")
    assert refusal(response) == (409, "register_change_refused")
    assert "still hosts stores (D12)" in message(response)
    Store.objects.update(site=None)
    assert script.delete(f"sites/{site.pk}/?reason=Closed").status_code == 204
    assert refusal(script.get(f"sites/{site.pk}/")) == (404, "not_found")
    kept: Any = Site.history
    last = kept.filter(id=site.pk).latest()
    assert (last.history_type, last.history_change_reason) == ("-", "Closed")


def test_labels_are_set_with_the_site_and_found(script: Script) -> None:
    site_id = script.post("sites/", {**NEW, "labels": ["region: north", "Mobile"]}).json()["id"]
    page = f"sites/{site_id}/"
    assert script.patch(page, {"code": "N"}).json()["labels"] == ["Mobile", "region: north"]
    assert script.patch(page, {"labels": ["region:north"]}).json()["labels"] == ["region: north"]
    assert len(rows(script.get("sites/?label=REGION: north"))) == 1
    assert rows(script.get("sites/?label=region: south")) == []
    refused = script.patch(page, {"labels": ["a, b"]})
    assert "has a comma or a semicolon" in message(refused)
    assert script.get(page).json()["labels"] == ["region: north"]


def test_sites_are_found_by_how_they_are(script: Script) -> None:
    a_central(), a_site(), a_site("District 13", "D13")
    Site.objects.filter(name="District 13").update(last_failure_code="connection_error")
    wanted = {
        "health=failing": ["District 13"],
        "search=DISTRICT": ["District 12", "District 13"],
        "is_open_msupply_central=true": ["Central"],
        "disabled=true": [],
        "last_contact_after=2026-01-01": [],
        "ordering=-name": ["District 13", "District 12", "Central"],
    }
    found = {query: script.get(f"sites/?{query}") for query in wanted}
    assert {query: [row["name"] for row in rows(page)] for query, page in found.items()} == wanted


@pytest.mark.parametrize(
    "query",
    [
        *("healht=ok", "health=unwell", "disabled=maybe", "ordering=password_hash"),
        *("page_size=0", "page_size=201", "cursor=x", "last_contact_after=yesterday"),
        *("health=", "label=,", "health=ok&health=down"),
    ],
)
def test_a_list_refuses_what_it_does_not_understand(script: Script, query: str) -> None:
    assert script.get(f"sites/?{query}").status_code == 400


def test_who_may_not_change_stores_puts_none_on_a_new_site(viewing_script: Script) -> None:
    rights = Permission.objects.filter(codename__in=["add_site", "add_store"])
    viewing_script.person.user_permissions.add(*rights)
    assert refusal(viewing_script.post("sites/", NEW)) == (403, "permission_denied")
    assert not Site.objects.exists()


def test_the_first_tick_of_a_new_site_needs_a_reason(script: Script) -> None:
    a_site()
    central = {"name": "Ministry", "url": "https://c.example.org", "is_open_msupply_central": True}
    assert refusal(script.post("sites/", central)) == (400, "reason_required")
    assert script.post("sites/", central | {"reason": "Opened"}).status_code == 201


def test_who_may_only_look_changes_nothing(viewing_script: Script) -> None:
    site = a_site()
    changes = change_count(site)
    assert len(rows(viewing_script.get("sites/"))) == 1
    writes = [
        viewing_script.post("sites/", NEW),
        viewing_script.patch(f"sites/{site.pk}/", {"code": "X"}),
        viewing_script.delete(f"sites/{site.pk}/"),
        viewing_script.post(f"sites/{site.pk}/disable/", {"reason": "Because"}),
        viewing_script.post(f"sites/{site.pk}/set-password/"),
    ]
    assert {refusal(response) for response in writes} == {(403, "permission_denied")}
    assert change_count(site) == changes


@pytest.mark.django_db
def test_a_token_needs_the_scope_whoever_has_it() -> None:
    reading = script_of("Rita", ADMINISTRATORS, "sites:read")
    assert reading.get("sites/").status_code == 200
    assert refusal(reading.post("sites/", NEW)) == (403, "scope_missing")
    assert refusal(Client().get("/api/v1/sites/")) == (401, "credentials_missing")


def test_two_people_who_say_what_they_saw_overwrite_nobody(script: Script) -> None:
    page = f"sites/{a_site().pk}/"
    seen = script.get(page).headers["ETag"]
    assert script.patch(page, {"code": "A"}, seen=seen).status_code == 200
    late = script.patch(page, {"labels": ["b"]}, seen=seen)
    assert refusal(late) == (412, "changed_meanwhile")
    assert "This was changed by Alice's script at " in message(late)
    assert script.get(page).json()["labels"] == []
    fresh = script.get(page).headers["ETag"]
    assert script.patch(page, {"labels": ["b"]}, seen=fresh).status_code == 200
    # The labels are part of what was seen.
    assert script.patch(page, {"code": "C"}, seen=seen).status_code == 412
    assert script.patch(page, {"code": "C"}).json()["labels"] == ["b"]

"""Users of sites through the REST API."""

import pytest
from django.test import Client

from sites.models import SiteUser, StoreAccess
from sites.site_users.passwords import verify_password
from syncjobs.models import Record
from tests.sites.site_users.people import a_role
from tests.syncjobs.far_side import a_site
from tests.syncjobs.rest.calls import Script, last_change, message, refusal, rows

NEW = {"name": "amina", "first_name": "Amina", "language": 1, "has_no_password": True}


def test_a_user_is_added_and_changed(script: Script) -> None:
    added = script.post("users/", {**NEW, "reason": "She started today"})
    assert added.status_code == 201
    told, user = added.json(), SiteUser.objects.get()
    assert (told["id"], told["has_password"], told["stores"]) == (user.pk, False, [])
    assert Record.objects.filter(record_id=user.pk, table_name="user").exists()
    assert last_change(user).history_change_reason == "She started today"
    changed = script.patch(f"users/{user.pk}/", {"job_title": "Nurse"}).json()
    assert (changed["job_title"], changed["first_name"]) == ("Nurse", "Amina")
    assert last_change(user).door == "api"


def test_it_refuses_in_the_words_of_the_admin(script: Script, administrator: Client) -> None:
    script.post("users/", NEW)
    taken = script.post("users/", {**NEW, "name": "AMINA"})
    form = {"name": "AMINA", "language": "0", "email": "nowhere", "accesses-TOTAL_FORMS": "0"}
    page = administrator.post("/admin/sites/siteuser/add/", {**form, "accesses-INITIAL_FORMS": "0"})
    errors = page.context["adminform"].form.errors
    assert [message(taken)] == errors["name"]
    nowhere = script.post("users/", {**NEW, "name": "bea", "email": "nowhere"})
    assert nowhere.json()["error"]["data"] == {"email": errors["email"]}


def test_the_first_password_must_be_meant(script: Script) -> None:
    user_id = script.post("users/", NEW).json()["id"]
    refused = script.post("users/", {"name": "bea"})
    assert refusal(refused) == (409, "first_password")
    assert not SiteUser.objects.filter(name="bea").exists()
    page = f"users/{user_id}/set-password/"
    assert refusal(script.post(page, {})) == (409, "first_password")
    meant = {"is_first_password_meant": True, "reason": "She forgot it"}
    told = script.post(page, meant).json()
    user = SiteUser.objects.get(pk=user_id)
    assert last_change(user).history_change_reason == "Password set: She forgot it"
    assert verify_password(user.password_hash, told["generated_password"])
    assert refusal(script.post(page, {"password": "amina"})) == (400, "site_password_weak")
    # It is the first one no more.
    assert script.post("users/", {"name": "bea"}).json()["generated_password"]


def test_stores_and_roles_are_given_and_taken(script: Script) -> None:
    a_role("Storekeeper"), a_site()
    page = f"users/{script.post('users/', NEW).json()['id']}/"
    grant = {"store_code": "D12", "is_default": True, "roles": ["Storekeeper"]}
    given = script.post(f"{page}give-stores/", {"stores": [grant], "reason": "Night shift"})
    (store,) = given.json()["stores"]
    assert (store["store_code"], store["roles"]) == ("D12", ["Storekeeper"])
    assert last_change(StoreAccess).history_change_reason == "Night shift"
    assert [row["name"] for row in rows(script.get("users/?role=storekeeper"))] == ["amina"]
    wrong = [{**grant, "roles": ["Cook"]}, {**grant, "store_code": "D13"}]
    refused = [script.post(f"{page}give-stores/", {"stores": [each]}) for each in wrong]
    said = [each.json()["error"]["data"]["stores"] for each in refused]
    assert said == [["There is no role Cook."], ["There is no store D13."]]
    assert script.post(f"{page}take-stores/", {"store_codes": ["D12"]}).json()["stores"] == []
    assert [row["name"] for row in rows(script.get("roles/"))] == ["Storekeeper"]


def test_a_user_is_deactivated_and_activated(script: Script) -> None:
    page = f"users/{script.post('users/', NEW).json()['id']}/"
    assert not script.post(f"{page}deactivate/", {"reason": "She left"}).json()["is_active"]
    assert last_change(SiteUser.objects.get()).history_change_reason == "She left"
    assert rows(script.get("users/?is_active=true")) == []
    assert script.post(f"{page}activate/").json()["is_active"]


@pytest.mark.parametrize("act", ["deactivate", "set-password", "give-stores", "take-stores"])
def test_who_may_only_look_changes_nobody(script: Script, viewing_script: Script, act: str) -> None:
    user_id = script.post("users/", NEW).json()["id"]
    refused = viewing_script.post(f"users/{user_id}/{act}/", {})
    assert refusal(refused) == (403, "permission_denied")
    assert len(rows(viewing_script.get("users/"))) == 1

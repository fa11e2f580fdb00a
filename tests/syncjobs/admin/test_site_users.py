"""Users of sites in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sites.models import Role, SiteUser
from sites.site_users.passwords import verify_password
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.admin.access_inline import MOST_STORES
from syncjobs.user_register import save_users
from tests.portal.forms import fields_of, fill_in, messages_of, send, text_of
from tests.sites.site_users.people import a_role, a_store, a_user, history_of, stores_of
from tests.syncjobs.admin.site_users import ADD, FORM, ROW, USERS, page_of
from tests.syncjobs.exchange.wire import stored
from tests.syncjobs.records.imports import imported

pytestmark = pytest.mark.django_db


def test_it_adds_a_user_with_a_store_and_shows_the_password_once(administrator: Client) -> None:
    a_store("KAM")
    role = a_role("Storekeeper")
    typed: Any = {
        "name": "amina",
        "first_name": "Amina",
        "language": "1",
        f"{ROW}store_code": "kam",
    }
    typed["has_no_password"] = None
    page = fill_in(
        administrator, ADD, FORM, **typed, **{f"{ROW}roles": str(role.pk), f"{ROW}is_default": "on"}
    )
    user = SiteUser.objects.get()
    (shown,) = page.context["shown"]
    assert verify_password(user.password_hash, shown.password)
    assert "no-store" in page["Cache-Control"]
    assert stores_of(user) == {"KAM": (["Storekeeper"], True, True)}
    record = stored("user", user.pk) or {}
    assert (record["first_name"], record["Language"]) == ("Amina", 1)
    assert shown.password not in text_of(administrator.get(page_of(user)))
    assert {row.history_user for row in history_of(SiteUser)} == {User.objects.get()}


def test_it_takes_a_typed_password_only_if_it_is_strong(administrator: Client) -> None:
    page = fill_in(
        administrator, ADD, FORM, name="amina", password="amina123", has_no_password=None
    )
    assert "contains the user name" in text_of(page)
    assert not SiteUser.objects.exists()
    typed = {"name": "amina", "password": "green-river-42", "has_no_password": None}
    page = fill_in(administrator, ADD, FORM, **typed)
    assert "green-river-42" not in page.content.decode()
    assert verify_password(SiteUser.objects.get().password_hash, "green-river-42")


def test_it_takes_over_the_record_with_the_same_name_and_says_so(administrator: Client) -> None:
    imported({"user": [{"ID": "u-legacy", "name": "amina", "nblogins": 7}]})
    a_store("KAM")
    page = fill_in(administrator, ADD, FORM, name="Amina", **{f"{ROW}store_code": "KAM"})
    assert messages_of(page)[0] == (
        "Amina takes over the user record u-legacy, which has the same name."
    )
    user = SiteUser.objects.get()
    assert (user.pk, set(stores_of(user))) == ("u-legacy", {"KAM"})
    assert (stored("user", "u-legacy") or {})["nblogins"] == 7


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("AMINA", "There is a user amina already"),
        ("portal-sync", "the portal itself"),
        ("", "This field is required"),
    ],
)
def test_it_refuses_a_name_in_the_form(administrator: Client, name: str, why: str) -> None:
    a_user("amina")
    assert why in text_of(fill_in(administrator, ADD, FORM, name=name))
    assert SiteUser.objects.count() == 1


def test_it_overwrites_nobodys_change(administrator: Client) -> None:
    user, store = a_user(phone="1"), a_store()
    fields = fields_of(administrator.get(page_of(user)), FORM)
    user.job_title = "Nurse"
    save_users([user], ["job_title"])
    page = send(administrator, page_of(user), fields, phone="2")
    assert "This user of sites was changed by a command" in text_of(page)
    fields = fields_of(administrator.get(page_of(user)), FORM)
    give_stores([StoreGrant(user.pk, store.pk)])
    page = send(administrator, page_of(user), fields, phone="2")
    assert "was changed by a command" in text_of(page)
    fill_in(administrator, page_of(user), FORM, phone="2")
    user.refresh_from_db()
    assert (user.phone, user.job_title) == ("2", "Nurse")
    assert (stored("user", user.pk) or {})["phone1"] == "2"


def test_it_moves_the_default_takes_a_store_and_gives_another(administrator: Client) -> None:
    user, role = a_user(), a_role()
    stores = [a_store(code) for code in ("A", "B", "C")]
    give_stores([StoreGrant(user.pk, s.pk, is_default=s.code == "A") for s in stores[:2]])
    fill_in(
        administrator,
        page_of(user),
        FORM,
        **{
            "accesses-0-is_default": None,
            "accesses-0-roles": str(role.pk),
            "accesses-1-DELETE": "on",
            "accesses-2-store_code": "C",
            "accesses-2-is_default": "on",
        },
    )
    assert stores_of(user) == {"A": (["Storekeeper"], True, False), "C": ([], True, True)}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({"accesses-1-store_code": "A"}, "The user has this store already."),
        ({"accesses-1-store_code": "NONE"}, "No store has the code NONE."),
        ({"accesses-1-store_code": "B", "accesses-1-is_default": "on"}, "Only one store"),
        ({"accesses-1-is_default": "on"}, "This field is required."),
    ],
)
def test_it_refuses_stores_in_the_form(administrator: Client, rows: Any, why: str) -> None:
    user = a_user()
    give_stores([StoreGrant(user.pk, a_store("A").pk, is_default=True)])
    a_store("B")
    assert why in text_of(fill_in(administrator, page_of(user), FORM, **rows))
    assert set(stores_of(user)) == {"A"}


def test_it_keeps_stores_that_the_page_has_no_room_for(administrator: Client) -> None:
    user = a_user()
    many = [StoreGrant(user.pk, a_store(f"S{n:02}").pk) for n in range(MOST_STORES + 2)]
    give_stores(many)
    page = fill_in(administrator, page_of(user), FORM, phone="2")
    assert "These are the first stores." in text_of(administrator.get(page_of(user)))
    assert len(stores_of(user)) == MOST_STORES + 2, text_of(page)
    last = {f"accesses-{MOST_STORES}-store_code": f"S{MOST_STORES + 1:02}"}
    page = fill_in(administrator, page_of(user), FORM, **last)
    assert "The user has this store already." in text_of(page)


def test_it_offers_stores_that_fit_what_is_typed(administrator: Client) -> None:
    a_store("KAM")
    a_store("HOSP")
    offered = administrator.get(f"{USERS}store-codes/", {"accesses-0-store_code": "ka"})
    assert offered.content.decode() == '<option value="KAM">Store KAM</option>'
    for typed in ("", "\0", "none"):
        assert administrator.get(f"{USERS}store-codes/", {"store": typed}).content == b""


def test_nobody_deletes_a_user(administrator: Client) -> None:
    user = a_user()
    assert administrator.post(page_of(user, "delete"), {"post": "yes"}).status_code == 403
    assert SiteUser.objects.exists()


def test_a_viewer_looks_and_changes_nothing(viewer: Client) -> None:
    user, role = a_user(), a_role()
    give_stores([StoreGrant(user.pk, a_store().pk, frozenset({role.pk}))])
    page = text_of(viewer.get(page_of(user)))
    assert "KAM (Store KAM)" in page
    assert "Storekeeper" in page
    assert "Set a new password" not in page
    assert Role.objects.get().name in text_of(viewer.get(USERS))

"""Users of sites in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sites.models import Role, SiteUser, Store, StoreAccess
from sites.site_users.passwords import verify_password
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.admin.access_inline import MOST_STORES
from syncjobs.user_register import save_users
from tests.portal.forms import fields_of, fill_in, messages_of, send, text_of
from tests.sites.site_users.people import a_role, a_store, a_user, history_of, stores_of
from tests.syncjobs.exchange.wire import stored

pytestmark = pytest.mark.django_db

USERS = "/admin/sites/siteuser/"
ADD = f"{USERS}add/"
FORM = "siteuser_form"
ROW = "accesses-0-"


def page_of(user: SiteUser, page: str = "change") -> str:
    return f"{USERS}{user.pk}/{page}/"


def act_on(client: Client, act: str, *users: SiteUser, **typed: str) -> Any:
    """The answer to an act on these users, chosen in the list."""
    selected = {"action": act, "_selected_action": [user.pk for user in users]}
    return client.post(USERS, selected | typed, follow=True)


def test_it_adds_a_user_with_a_store_and_shows_the_password_once(administrator: Client) -> None:
    a_store("KAM")
    role = a_role("Storekeeper")
    typed = {"name": "amina", "first_name": "Amina", "language": "1", f"{ROW}store_code": "kam"}
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
    page = fill_in(administrator, ADD, FORM, name="amina", password="amina123")
    assert "contains the user name" in text_of(page)
    assert not SiteUser.objects.exists()
    page = fill_in(administrator, ADD, FORM, name="amina", password="green-river-42")
    assert "green-river-42" not in page.content.decode()
    assert verify_password(SiteUser.objects.get().password_hash, "green-river-42")


def test_it_warns_of_the_first_password_and_adds_a_user_without(administrator: Client) -> None:
    warning = "This is the first password of a user of sites."
    assert warning in text_of(administrator.get(ADD))
    page = fill_in(administrator, ADD, FORM, name="amina", has_no_password="on")
    user = SiteUser.objects.get(password_hash="")
    assert "was added successfully" in messages_of(page)[0]
    assert warning in text_of(administrator.get(page_of(user, "set-password")))
    assert warning in text_of(act_on(administrator, "new_passwords", user))
    page = fill_in(
        administrator, ADD, FORM, name="b", password="green-river-42", has_no_password="on"
    )
    assert "Choose one of the two." in text_of(page)
    fill_in(administrator, page_of(user, "set-password"))
    assert warning not in text_of(administrator.get(ADD))


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


def test_it_sets_a_password(administrator: Client) -> None:
    user = a_user()
    page = fill_in(administrator, page_of(user, "set-password"), password="amina-amina")
    assert "contains the user name" in text_of(page)
    page = fill_in(administrator, page_of(user, "set-password"))
    (shown,) = page.context["shown"]
    user.refresh_from_db()
    assert verify_password(user.password_hash, shown.password)
    page = fill_in(administrator, page_of(user, "set-password"), password="green-river-42")
    assert messages_of(page) == ["amina has a new password."]


def test_it_gives_and_takes_a_role_for_many(administrator: Client) -> None:
    users, role = [a_user("amina"), a_user("bela")], a_role()
    a_store("KAM")
    assert "2 users will hold the role" in text_of(act_on(administrator, "give_role", *users))
    page = act_on(administrator, "give_role", *users, role=str(role.pk), store="KAM")
    assert messages_of(page) == ["The role Storekeeper is given in 2 stores of users."]
    assert [stores_of(user) for user in users] == [{"KAM": (["Storekeeper"], True, False)}] * 2
    page = act_on(administrator, "take_role", *users, role=str(role.pk))
    assert messages_of(page) == ["The role Storekeeper is taken away in 2 stores of users."]
    page = act_on(administrator, "take_role", *users, role=str(role.pk))
    assert "Nothing was changed" in messages_of(page)[0]
    page = act_on(administrator, "give_role", *users, role=str(role.pk), store="NONE")
    assert "No store has the code NONE." in text_of(page)


def test_it_deactivates_after_asking_and_activates(administrator: Client) -> None:
    users = [a_user("amina"), a_user("bela")]
    assert "can log in nowhere any more" in text_of(act_on(administrator, "deactivate", *users))
    page = act_on(administrator, "deactivate", *users, confirmed="yes")
    assert messages_of(page) == ["2 users deactivated."]
    assert [(stored("user", user.pk) or {})["active"] for user in users] == [False, False]
    page = act_on(administrator, "activate", *users)
    assert messages_of(page) == ["2 users can log in again."]


def test_it_sets_passwords_of_many_and_shows_each_once(administrator: Client) -> None:
    users = [a_user("amina"), a_user("bela")]
    act_on(administrator, "new_passwords", *users)
    assert not SiteUser.objects.exclude(password_hash="").exists()
    page = act_on(administrator, "new_passwords", *users, confirmed="yes")
    for user, password in page.context["shown"]:
        user.refresh_from_db()
        assert verify_password(user.password_hash, password)
        assert password in text_of(page)


def test_it_tells_the_history_of_user_and_stores(administrator: Client) -> None:
    user, store, role = a_user(), a_store(), a_role()
    give_stores([StoreGrant(user.pk, store.pk, frozenset({role.pk}), is_default=True)], "New here")
    StoreAccess.objects.get().delete()
    text = text_of(administrator.get(page_of(user, "history")))
    assert "New here KAM Storekeeper; may log in, default store" in text
    assert "Deleted - KAM -" in text


def test_it_filters_and_finds(administrator: Client) -> None:
    kam, role = a_store("KAM"), a_role()
    amina, bela = a_user("amina", language=1), a_user("bela", is_active=False)
    give_stores([StoreGrant(amina.pk, kam.pk, frozenset({role.pk}))])

    def names(query: str) -> list[str]:
        page = administrator.get(f"{USERS}?{query}")
        return [user.name for user in page.context["cl"].queryset]

    assert names(f"store={kam.pk}") == names(f"role={role.pk}") == names("q=kam") == ["amina"]
    assert names("store=none") == names("role=none") == names("is_active__exact=0") == ["bela"]
    assert names("language__exact=1") == ["amina"]
    assert names("login=password") == names("login=never") == ["amina", "bela"]
    assert names("login=recent") == names("login=older") == []
    assert names("store=%00") == names("role=9999999999999999999999") == ["amina", "bela"]
    assert bela.name in text_of(administrator.get(USERS))


def test_it_lists_many_users_in_as_many_queries_as_few(administrator: Client) -> None:
    roles = [a_role(name) for name in ("Clerk", "Nurse")]
    stores = [a_store(f"S{number}") for number in range(6)]
    costs = []
    administrator.get(USERS)
    for count in (2, 300):
        users = [SiteUser(name=f"user {count}-{number}") for number in range(count)]
        save_users(users)
        everything = frozenset(role.pk for role in roles)
        give_stores([StoreGrant(u.pk, s.pk, everything) for u in users for s in stores])
        for query in ("", "?q=user", f"?role={roles[0].pk}", f"?store={stores[0].pk}&o=5"):
            with CaptureQueriesContext(connection) as queries:
                assert administrator.get(USERS + query).status_code == 200
            costs.append(len(queries))
    assert costs[:4] == costs[4:]
    assert max(costs) <= 16


def test_it_opens_the_page_of_a_user_of_many_stores_in_few_queries(administrator: Client) -> None:
    user, roles = a_user(), [a_role(f"Role {number}") for number in range(8)]
    everything = frozenset(role.pk for role in roles)
    costs = []
    for count in (1, 40):
        Store.objects.all().delete()
        give_stores([StoreGrant(user.pk, a_store(f"S{n}").pk, everything) for n in range(count)])
        administrator.get(page_of(user))
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(page_of(user)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16


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

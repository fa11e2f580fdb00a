"""The list of users of sites, and what their pages cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sites.models import SiteUser, Store, StoreAccess
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.user_register import save_users
from tests.portal.forms import text_of
from tests.sites.site_users.people import a_role, a_store, a_user
from tests.syncjobs.admin.site_users import USERS, page_of

pytestmark = pytest.mark.django_db


def test_it_tells_the_history_of_user_and_stores(administrator: Client) -> None:
    user, store, role = a_user(), a_store(), a_role()
    give_stores([StoreGrant(user.pk, store.pk, frozenset({role.pk}), is_default=True)], "New here")
    StoreAccess.objects.get().delete()
    text = text_of(administrator.get(page_of(user, "history")))
    assert "KAM Storekeeper; may log in, default store New here" in text
    assert "Deleted KAM - -" in text


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


def test_the_page_of_a_store_leads_to_its_users(administrator: Client) -> None:
    store, user = a_store("KAM"), a_user("amina")
    a_user("bela")
    give_stores([StoreGrant(user.pk, store.pk)])
    page = administrator.get(f"/admin/sites/store/{store.pk}/change/")
    assert "See 1 user of sites" in text_of(page)
    assert f"{USERS}?store={store.pk}" in page.content.decode()

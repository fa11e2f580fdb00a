"""Stores and roles of users of sites."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.errors import RegisterError
from sites.models import StoreAccess
from sites.site_users.role_holders import give_role, take_role
from sites.site_users.stores import StoreGrant, give_stores, take_stores
from tests.sites.site_users.people import (
    a_role,
    a_store,
    a_user,
    history_of,
    kept_roles,
    stores_of,
)

pytestmark = pytest.mark.django_db


def test_it_gives_a_store_with_its_roles_and_keeps_the_history() -> None:
    user, store = a_user(), a_store()
    keeper, dispenser = a_role("Storekeeper"), a_role("Dispenser")
    grant = StoreGrant(user.pk, store.pk, frozenset({keeper.pk}), is_default=True)
    assert give_stores([grant], "New here") == 1
    assert stores_of(user) == {"KAM": (["Storekeeper"], True, True)}
    both = StoreGrant(user.pk, store.pk, frozenset({keeper.pk, dispenser.pk}), can_log_in=False)
    assert give_stores([both]) == 1
    assert stores_of(user) == {"KAM": (["Dispenser", "Storekeeper"], False, False)}
    access = StoreAccess.objects.get()
    assert kept_roles(access.pk) == [["Storekeeper"], ["Dispenser", "Storekeeper"]]
    first, second = history_of(StoreAccess)
    assert (first.history_type, first.history_change_reason, first.can_log_in) == (
        *("+", "New here"),
        True,
    )
    assert (second.history_type, second.can_log_in, second.is_default) == ("~", False, False)


def test_it_writes_nothing_that_is_so_already() -> None:
    user, store, role = a_user(), a_store(), a_role()
    grant = StoreGrant(user.pk, store.pk, frozenset({role.pk}))
    assert [give_stores([grant]), give_stores([grant])] == [1, 0]
    assert len(history_of(StoreAccess)) == 1


def test_a_new_default_store_takes_the_place_of_the_old_one() -> None:
    user, kam, hosp, clinic = a_user(), a_store("KAM"), a_store("HOSP"), a_store("CLINIC")
    give_stores([StoreGrant(user.pk, kam.pk, is_default=True), StoreGrant(user.pk, hosp.pk)])
    give_stores([StoreGrant(user.pk, hosp.pk, is_default=True)])
    assert [code for code, (_, _, is_default) in stores_of(user).items() if is_default] == ["HOSP"]
    withdrawn = history_of(StoreAccess, store=kam.pk)
    assert [row.is_default for row in withdrawn] == [True, False]
    # The row that had it is told otherwise in the same breath.
    give_stores([StoreGrant(user.pk, clinic.pk, is_default=True), StoreGrant(user.pk, hosp.pk)])
    assert [row.is_default for row in history_of(StoreAccess, store=hosp.pk)] == [
        *(False, True, False)
    ]


def test_it_refuses_two_default_stores_of_a_user() -> None:
    user, others = a_user(), a_user("bela")
    kam, hosp = a_store("KAM"), a_store("HOSP")
    grants = [StoreGrant(user.pk, store.pk, is_default=True) for store in (kam, hosp)]
    with pytest.raises(RegisterError, match="Only one store"):
        give_stores(grants)
    assert stores_of(user) == {}
    give_stores([grants[0], StoreGrant(others.pk, hosp.pk, is_default=True)])


def test_it_takes_a_store_and_remembers_it() -> None:
    user, store = a_user(), a_store()
    give_stores([StoreGrant(user.pk, store.pk)])
    assert take_stores(StoreAccess.objects.all(), "Left") == 1
    assert stores_of(user) == {}
    last = history_of(StoreAccess)[-1]
    assert (last.history_type, last.history_change_reason) == ("-", "Left")


def test_it_takes_many_stores_with_as_many_queries_as_one() -> None:
    user, other, role = a_user(), a_user("bela"), a_role()
    costs = []
    for count in (1, 30):
        stores = [a_store(f"S{count}-{number}") for number in range(count)]
        of_both = [
            StoreGrant(who.pk, store.pk, frozenset({role.pk}))
            for who in (user, other)
            for store in stores
        ]
        give_stores(of_both)
        with CaptureQueriesContext(connection) as queries:
            assert take_stores(StoreAccess.objects.filter(user=user), "Left") == count
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert (len(stores_of(user)), len(stores_of(other))) == (0, 31)
    kept = history_of(StoreAccess, history_type="-")
    assert [row.history_change_reason for row in kept] == ["Left"] * 31


def test_a_role_comes_to_many_in_a_store_and_adds_to_what_they_have() -> None:
    kam, hosp, clerk, role = a_store("KAM"), a_store("HOSP"), a_role("Clerk"), a_role()
    amina, bela = a_user("amina"), a_user("bela")
    give_stores([StoreGrant(amina.pk, kam.pk, frozenset({clerk.pk}), can_log_in=False)])
    give_stores([StoreGrant(amina.pk, hosp.pk)])
    assert give_role(role, [amina.pk, bela.pk], kam) == 2
    assert stores_of(amina)["KAM"] == (["Clerk", "Storekeeper"], False, False)
    assert stores_of(amina)["HOSP"] == ([], True, False)
    assert stores_of(bela) == {"KAM": (["Storekeeper"], True, False)}
    assert give_role(role, [amina.pk, bela.pk], kam) == 0


def test_a_role_comes_to_all_stores_that_each_has_and_goes_again() -> None:
    kam, hosp, role = a_store("KAM"), a_store("HOSP"), a_role()
    amina, bela = a_user("amina"), a_user("bela")
    give_stores([StoreGrant(amina.pk, kam.pk), StoreGrant(amina.pk, hosp.pk)])
    assert give_role(role, [amina.pk, bela.pk]) == 2
    assert stores_of(bela) == {}
    assert take_role(role, [amina.pk, bela.pk], hosp) == 1
    assert {code: roles for code, (roles, _, _) in stores_of(amina).items()} == {
        "KAM": ["Storekeeper"],
        "HOSP": [],
    }
    assert take_role(role, [amina.pk]) == 1
    assert set(stores_of(amina)) == {"KAM", "HOSP"}


def test_it_needs_no_more_queries_for_many_users() -> None:
    store, role = a_store(), a_role()
    costs = []
    for count in (2, 60):
        users = [a_user(f"user {count}-{number}").pk for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert give_role(role, users, store) == count
        costs.append(len(queries))
    assert costs[0] == costs[1]

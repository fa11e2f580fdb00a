"""Roles of users of sites."""

import pytest

from sites.errors import RegisterError
from sites.models import Role
from sites.site_users.roles import delete_role, save_role
from sites.site_users.stores import StoreGrant, give_stores
from tests.sites.site_users.people import a_role, a_store, a_user, history_of

pytestmark = pytest.mark.django_db


def test_it_saves_all_numbers_of_what_a_role_grants() -> None:
    role = a_role(" Storekeeper ", 113, 2)
    role.refresh_from_db()
    assert (role.name, role.permissions) == ("Storekeeper", [2, 109, 111, 112, 113, 114])
    role.permissions = [2]
    save_role(role, "Too much")
    kept = [(row.permissions, row.history_change_reason) for row in history_of(Role)]
    assert kept == [([2, 109, 111, 112, 113, 114], ""), ([2], "Too much")]


@pytest.mark.parametrize("name", ["", " ", "a:b", "a;b", "a|b", "a\tb"])
def test_it_refuses_a_name_that_no_file_could_tell(name: str) -> None:
    with pytest.raises(RegisterError):
        a_role(name)


def test_it_refuses_an_unknown_permission() -> None:
    with pytest.raises(RegisterError, match="No permission has the number 5"):
        a_role("Clerk", 5)


def test_it_deletes_a_role_only_when_nobody_holds_it() -> None:
    role, user, store = a_role(), a_user(), a_store()
    give_stores([StoreGrant(user.pk, store.pk, frozenset({role.pk}))])
    with pytest.raises(RegisterError, match="1 user holds the role Storekeeper"):
        delete_role(role)
    give_stores([StoreGrant(user.pk, store.pk)])
    delete_role(role)
    assert not Role.objects.exists()

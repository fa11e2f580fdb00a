"""Roles of users of sites in the admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sites.models import Role
from sites.site_users.permissions import PERMISSIONS, PermissionGroup
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.admin.role_form import field_of
from tests.portal.forms import fields_of, send, text_of
from tests.sites.site_users.people import a_role, a_store, a_user, history_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ROLES = "/admin/sites/role/"
ADD = f"{ROLES}add/"
FORM = "role_form"
STOCK = field_of(PermissionGroup.STOCK)
PATIENTS = field_of(PermissionGroup.PATIENTS)


def page_of(role: Role, page: str = "change") -> str:
    return f"{ROLES}{role.pk}/{page}/"


def saved(client: Client, path: str, **typed: Any) -> Any:
    """The answer to a form with nothing but this in it."""
    return client.post(path, {"description": "", **typed}, follow=True)


def holder_of(role: Role, name: str = "amina", code: str = "KAM") -> None:
    user, store = a_user(name), a_store(code)
    give_stores([StoreGrant(user.pk, store.pk, frozenset({role.pk}))])


def test_it_makes_a_role_of_ticked_boxes(administrator: Client) -> None:
    page = administrator.get(ADD)
    text = text_of(page)
    assert all(each.name in text for each in PERMISSIONS)
    assert all(group.value in text for group in PermissionGroup)
    saved(administrator, ADD, name="Storekeeper", **{STOCK: ["109", "156"], PATIENTS: "190"})
    role = Role.objects.get()
    assert role.permissions == [109, 111, 112, 113, 114, 156, 190]


def test_it_shows_what_is_granted_and_takes_it_away(administrator: Client) -> None:
    role = a_role("Storekeeper", 111, 190)
    page = administrator.get(page_of(role))
    form = page.context["adminform"].form
    assert form[STOCK].initial == ["109"]
    assert form[PATIENTS].initial == ["190"]
    saved(administrator, page_of(role), name="Storekeeper", **{PATIENTS: "190"})
    role.refresh_from_db()
    assert role.permissions == [190]
    assert [row.permissions for row in history_of(Role)] == [[109, 111, 112, 113, 114, 190], [190]]


def test_it_copies_a_role(administrator: Client) -> None:
    role = a_role("Storekeeper", 2, 190)
    assert "Copy this role" in text_of(administrator.get(page_of(role)))
    form = administrator.get(f"{ADD}?copy_of={role.pk}").context["adminform"].form
    assert form["name"].initial or form.initial["name"] == "Copy of Storekeeper"
    assert form[PATIENTS].initial == ["190"]
    fields = fields_of(administrator.get(f"{ADD}?copy_of={role.pk}"), FORM)
    procurement = field_of(PermissionGroup.PROCUREMENT)
    assert (fields["name"], fields[procurement]) == ("Copy of Storekeeper", "2")
    send(administrator, ADD, fields)
    assert list(Role.objects.values_list("name", "permissions")) == [
        ("Copy of Storekeeper", [2, 190]),
        ("Storekeeper", [2, 190]),
    ]


@pytest.mark.parametrize("copied", ["x", "9" * 30, "0", ""])
def test_it_copies_nothing_that_is_not_there(administrator: Client, copied: str) -> None:
    assert administrator.get(f"{ADD}?copy_of={copied}").status_code == 200


@pytest.mark.parametrize(
    ("name", "why"),
    [("storekeeper", "exists already"), ("a|b", "none of the characters"), ("", "required")],
)
def test_it_refuses_a_name(administrator: Client, name: str, why: str) -> None:
    a_role("Storekeeper")
    assert why in text_of(saved(administrator, ADD, name=name))
    assert Role.objects.count() == 1


def test_it_refuses_an_unknown_permission(administrator: Client) -> None:
    page = saved(administrator, ADD, name="Clerk", **{STOCK: "5"})
    assert "5 is not one of the available choices" in text_of(page)


def test_it_overwrites_nobodys_change(administrator: Client) -> None:
    role = a_role("Storekeeper", 2)
    fields = fields_of(administrator.get(page_of(role)), FORM)
    saved(administrator, page_of(role), name="Storekeeper")
    page = send(administrator, page_of(role), fields, description="Old")
    assert "This role at sites was changed by Alice" in text_of(page)


def test_it_says_who_holds_a_role_and_does_not_delete_it_then(administrator: Client) -> None:
    role = a_role("Storekeeper", 2)
    assert "Nobody." in text_of(administrator.get(page_of(role)))
    holder_of(role)
    text = text_of(administrator.get(page_of(role)))
    assert "amina" in text
    assert "See 1 user in the list" in text
    asked = administrator.get(page_of(role, "delete"))
    assert "1 user holds the role Storekeeper." in text_of(asked)
    administrator.post(page_of(role, "delete"), {"post": "yes"})
    assert Role.objects.exists()


def test_it_deletes_a_role_that_nobody_holds(administrator: Client) -> None:
    administrator.post(page_of(a_role(), "delete"), {"post": "yes"})
    assert not Role.objects.exists()


def test_it_lists_roles_with_their_holders_in_few_queries(administrator: Client) -> None:
    costs = []
    administrator.get(ROLES)
    for count in (1, 30):
        for number in range(count):
            holder_of(a_role(f"R {count} {number}", 2), f"u{count} {number}", f"S{count} {number}")
        with CaptureQueriesContext(connection) as queries:
            page = administrator.get(ROLES)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10
    assert "1 thing: Procurement1" in text_of(page)


def test_a_viewer_sees_what_a_role_grants(viewer: Client) -> None:
    role = a_role("Storekeeper", 2)
    text = text_of(viewer.get(page_of(role)))
    assert "See purchase orders" in text
    assert "Copy this role" not in text
    assert "Create and edit purchase orders" not in text

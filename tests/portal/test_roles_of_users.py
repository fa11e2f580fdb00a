"""What the two roles of this admin may do with users of sites and their roles."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from sites.models import Role, SiteUser
from sites.site_users.stores import StoreGrant, give_stores
from tests.sites.site_users.people import a_role, a_store, a_user
from tests.support.people import ADMINISTRATORS, VIEWERS, restore_roles

pytestmark = pytest.mark.django_db
MODELS = ("siteuser", "storeaccess", "role")
HISTORY = tuple(f"historical{model}" for model in MODELS)


def rights_of(role: str) -> set[str]:
    restore_roles()
    rights = Group.objects.get(name=role).permissions
    of_users = rights.filter(content_type__model__in=[*MODELS, *HISTORY])
    return set(of_users.values_list("codename", flat=True))


def test_viewers_look() -> None:
    assert rights_of(VIEWERS) == {f"view_{model}" for model in (*MODELS, *HISTORY)}


def test_administrators_do_everything_but_write_history() -> None:
    acts = {f"{act}_{model}" for act in ("add", "change", "delete") for model in MODELS}
    assert rights_of(ADMINISTRATORS) == rights_of(VIEWERS) | acts


@pytest.fixture
def user(db: None) -> SiteUser:
    """A user with a store and a role."""
    user, role = a_user(), a_role("Storekeeper", 2)
    give_stores([StoreGrant(user.pk, a_store().pk, frozenset({role.pk}))])
    return user


def looked_at(user: SiteUser) -> list[str]:
    """Every page that only shows."""
    role = Role.objects.get()
    return [
        "/admin/sites/siteuser/",
        f"/admin/sites/siteuser/{user.pk}/change/",
        f"/admin/sites/siteuser/{user.pk}/history/",
        "/admin/sites/siteuser/export/",
        "/admin/sites/siteuser/store-codes/?store=k",
        "/admin/sites/role/",
        f"/admin/sites/role/{role.pk}/change/",
        f"/admin/sites/role/{role.pk}/history/",
    ]


def changing(user: SiteUser) -> list[str]:
    """Every address that changes something on POST."""
    role = Role.objects.get()
    return [
        "/admin/sites/siteuser/add/",
        f"/admin/sites/siteuser/{user.pk}/change/",
        f"/admin/sites/siteuser/{user.pk}/delete/",
        f"/admin/sites/siteuser/{user.pk}/set-password/",
        "/admin/sites/siteuser/import/",
        "/admin/sites/role/add/",
        f"/admin/sites/role/{role.pk}/change/",
        f"/admin/sites/role/{role.pk}/delete/",
    ]


def test_a_viewer_sees_everything_and_changes_nothing(viewer: Client, user: SiteUser) -> None:
    assert {path: viewer.get(path).status_code for path in looked_at(user)} == dict.fromkeys(
        looked_at(user), 200
    )
    posted = {path: viewer.post(path, {"confirmed": "yes"}).status_code for path in changing(user)}
    assert posted == dict.fromkeys(changing(user), 403)


@pytest.mark.parametrize(
    "act", ["give_role", "take_role", "activate", "deactivate", "new_passwords"]
)
def test_a_viewer_has_no_act_for_many(viewer: Client, user: SiteUser, act: str) -> None:
    role = Role.objects.get()
    typed = {"action": act, "_selected_action": user.pk, "confirmed": "yes", "role": role.pk}
    viewer.post("/admin/sites/siteuser/", typed, follow=True)
    user.refresh_from_db()
    assert (user.is_active, user.password_hash) == (True, "")
    assert user.accesses.get().roles.get() == role


def test_a_stranger_sees_nothing(client: Client, user: SiteUser) -> None:
    for path in (*looked_at(user), *changing(user)):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")

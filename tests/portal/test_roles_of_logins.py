"""What the two roles may do with logins at sites and with lockouts."""

import pytest
from django.contrib.auth.models import Group

from tests.support.people import ADMINISTRATORS, VIEWERS, restore_roles

pytestmark = pytest.mark.django_db
MODELS = ("sitelogin", "loginlockout")


def rights_of(role: str) -> set[str]:
    restore_roles()
    rights = Group.objects.get(name=role).permissions.filter(content_type__model__in=MODELS)
    return set(rights.values_list("codename", flat=True))


def test_viewers_look() -> None:
    assert rights_of(VIEWERS) == {f"view_{model}" for model in MODELS}


def test_administrators_lift_lockouts_and_nobody_writes_logins() -> None:
    assert rights_of(ADMINISTRATORS) == rights_of(VIEWERS) | {"change_loginlockout"}

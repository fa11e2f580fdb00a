"""What an administrator does for people who lost their phone."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client

from portal.signing_in.sessions import ACT_WRITE_SECONDS, LAST_ACT_AT
from portal.signing_in.two_factor import has_second_factor
from tests.portal.forms import text_of
from tests.portal.signing_in.people import (
    PASSWORD,
    a_person,
    is_signed_in,
    try_to_sign_in,
    with_phone,
)
from tests.support.people import ADMINISTRATORS, VIEWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_workers")]


@pytest.fixture
def bela(db: None) -> User:
    """Somebody with a phone."""
    somebody = a_person("bela", VIEWERS)
    with_phone(somebody)
    return somebody


def test_it_says_what_it_does_does_it_on_post_and_keeps_who_did(
    admin_client: Client, bela: User
) -> None:
    page = admin_client.get(f"/admin/auth/user/{bela.pk}/change/")
    assert "On since" in text_of(page)
    assert "Reset two-factor sign-in" in text_of(page)
    reset = f"/admin/auth/user/{bela.pk}/reset-two-factor/"
    assert "sure who asked you" in text_of(admin_client.get(reset))
    assert has_second_factor(bela)
    done = admin_client.post(reset, follow=True)
    assert "Reset two-factor sign-in" not in text_of(done)
    assert not has_second_factor(bela)
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr) == ("admin", "bela")
    assert "Two-factor sign-in was reset" in entry.get_change_message()


def test_it_signs_the_person_out_everywhere(admin_client: Client) -> None:
    somebody = a_person("carla", VIEWERS)
    client = Client()
    try_to_sign_in(client, "carla")
    admin_client.post(f"/admin/auth/user/{somebody.pk}/sign-out/")
    assert not is_signed_in(client)
    assert is_signed_in(admin_client)


def test_one_signs_oneself_out_there_as_well(admin_client: Client) -> None:
    boss = User.objects.get(username="admin")
    admin_client.get("/admin/")
    session = admin_client.session
    # So long ago that the next act is written into the session.
    session[LAST_ACT_AT] -= 2 * ACT_WRITE_SECONDS
    session.save()
    page = admin_client.post(f"/admin/auth/user/{boss.pk}/sign-out/", follow=True)
    assert "signed out everywhere" in text_of(page)
    assert not is_signed_in(admin_client)


def test_only_who_may_change_people_does_it_and_nobody_to_those_above(
    administrator: Client, bela: User
) -> None:
    reset = f"/admin/auth/user/{bela.pk}/reset-two-factor/"
    assert administrator.post(reset).status_code == 403
    alice = User.objects.get(username="Alice")
    alice.user_permissions.add(Permission.objects.get(codename="change_user"))
    boss = User.objects.create_superuser("boss")
    with_phone(boss)
    assert administrator.post(f"/admin/auth/user/{boss.pk}/reset-two-factor/").status_code == 403
    assert has_second_factor(boss)
    assert administrator.post(reset).status_code == 302
    assert not has_second_factor(bela)


def test_who_changes_people_makes_nobody_superuser_and_touches_none(administrator: Client) -> None:
    alice = User.objects.get(username="Alice")
    rights = ("change_user", "view_user", "delete_user")
    alice.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    boss = User.objects.create_superuser("boss")
    typed = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    page = f"/admin/auth/user/{boss.pk}/"
    for path in ("password/", "change/", "delete/", "sign-out/"):
        assert administrator.post(f"{page}{path}", typed | {"post": "yes"}).status_code == 403
    own = {"username": "Alice", "is_staff": "on", "is_active": "on", "is_superuser": "on"}
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    changed = administrator.post(f"/admin/auth/user/{alice.pk}/change/", own | dates)
    assert changed.status_code == 302
    alice.refresh_from_db()
    assert not alice.is_superuser
    assert alice.user_permissions.count() == len(rights)


def test_the_last_administrator_does_it_by_a_command(
    bela: User, capsys: pytest.CaptureFixture[str]
) -> None:
    a_person("carla", ADMINISTRATORS)
    call_command("reset_two_factor", "bela")
    assert not has_second_factor(bela)
    call_command("reset_two_factor", "carla")
    assert "carla had no second factor" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Check the name"):
        call_command("reset_two_factor", "nobody")

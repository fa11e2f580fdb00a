"""Sessions end: after a while, with a new password, with the person's right to be here."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from syncjobs.tasks import prune
from tests.portal.forms import text_of
from tests.portal.signing_in.people import PASSWORD, a_person, is_signed_in, try_to_sign_in
from tests.support.people import VIEWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_workers")]
LIVE = "/admin/overview/live/"
PART = {"HX-Request": "true", "HX-Current-URL": "http://testserver/admin/?a=b"}
START = timezone.now()


@pytest.fixture
def bela(db: None) -> User:
    """Somebody who may sign in."""
    return a_person("bela", VIEWERS)


def signed_in() -> Client:
    client = Client()
    try_to_sign_in(client, "bela")
    assert is_signed_in(client)
    return client


def later(minutes: int) -> time_machine.travel:
    return time_machine.travel(START + timedelta(minutes=minutes), tick=False)


def test_a_part_that_a_page_fetches_by_itself_keeps_no_session_alive(bela: User) -> None:
    with later(0):
        client = signed_in()
    for minute in (30, 60, 90, 119):
        with later(minute):
            assert "overview-live" in client.get(LIVE, headers=PART).content.decode()
    with later(121):
        part = client.get(LIVE, headers=PART)
    assert part.status_code == 200
    assert "You are signed out." in text_of(part)
    assert "<input" not in part.content.decode()
    assert "/admin/login/?next=%2Fadmin%2F%3Fa%3Db" in part.content.decode()


def test_a_part_sends_back_to_the_overview_who_says_no_readable_page() -> None:
    for page in ("http://[", "https://elsewhere.example.org/x", "//elsewhere.example.org"):
        part = Client().get(LIVE, headers={**PART, "HX-Current-URL": page})
        assert '"/admin/login/?next=%2Fadmin%2F"' in part.content.decode()


def test_what_a_person_does_keeps_it_alive_to_a_limit(bela: User) -> None:
    with later(0):
        client = signed_in()
    for minute in range(100, 720, 100):
        with later(minute):
            assert is_signed_in(client)
    with later(721):
        page = client.get("/admin/", follow=True)
    assert "a session lasts for 12 hours at most" in text_of(page)
    assert not is_signed_in(client)


def test_the_page_after_the_idle_time_says_why_one_is_signed_out(bela: User) -> None:
    with later(0):
        client = signed_in()
    with later(121):
        page = client.get("/admin/", follow=True)
    assert "because nothing was done for 2 hours" in text_of(page)


def test_typing_the_password_again_begins_a_session_anew(bela: User) -> None:
    with later(0):
        client = signed_in()
    for minute in range(100, 700, 100):
        with later(minute):
            assert is_signed_in(client)
    with later(700):
        try_to_sign_in(client, "bela")
    with later(800):
        assert is_signed_in(client)


def test_a_new_password_signs_out_everywhere_else(bela: User) -> None:
    here, elsewhere = signed_in(), signed_in()
    typed = {
        "old_password": PASSWORD,
        "new_password1": "river-stones-at-noon",
        "new_password2": "river-stones-at-noon",
    }
    assert here.post("/admin/password_change/", typed).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_whoever_is_made_inactive_is_signed_out_at_once(bela: User) -> None:
    client = signed_in()
    User.objects.update(is_active=False)
    assert not is_signed_in(client)


def test_one_signs_oneself_out_everywhere(bela: User) -> None:
    here, elsewhere = signed_in(), signed_in()
    a_person("carla", VIEWERS)
    other = Client()
    try_to_sign_in(other, "carla")
    page = here.post("/admin/account/sign-out/", follow=True)
    assert "you were signed in at 2 places" in text_of(page)
    assert [is_signed_in(client) for client in (here, elsewhere, other)] == [False, False, True]
    assert other.get("/admin/account/sign-out/").status_code == 405


def test_a_session_that_has_ended_is_deleted_at_night(bela: User) -> None:
    with later(0):
        signed_in()
        prune()
        assert Session.objects.exists()
    with later(24 * 60):
        prune()
    assert not Session.objects.exists()

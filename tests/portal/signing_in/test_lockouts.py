"""Too many wrong passwords lock out of the admin, for a while or until somebody lifts it."""

import logging
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.signing_in.lockout_model import SignInLockout
from tests.portal.forms import fill_in, text_of
from tests.portal.signing_in.people import PASSWORD, a_person, is_signed_in, try_to_sign_in
from tests.support.people import VIEWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_workers")]
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def bela(db: None) -> User:
    """Somebody who may sign in."""
    return a_person("bela", VIEWERS)


def lock_out(name: str = "bela", address: str = HERE) -> None:
    for number in range(5):
        try_to_sign_in(Client(), name, f"guess-{number}", address)


def may_sign_in(name: str = "bela", address: str = HERE) -> bool:
    client = Client()
    try_to_sign_in(client, name, PASSWORD, address)
    return is_signed_in(client)


def test_the_limit_locks_out_there_even_with_the_right_password_and_nowhere_else() -> None:
    a_person("carla", VIEWERS)
    for _ in range(4):
        assert try_to_sign_in(Client(), "bela", "wrong").status_code == 200
    answer = try_to_sign_in(Client(), "bela", "wrong")
    assert answer.status_code == 429
    assert "for another 15 minutes" in text_of(answer)
    assert not may_sign_in()
    assert may_sign_in(address=ELSEWHERE)
    assert may_sign_in("carla")


def test_guessing_the_present_password_on_the_way_to_a_new_one_counts() -> None:
    client = Client(REMOTE_ADDR=HERE)
    try_to_sign_in(client, "bela")
    new = "river-stones-at-noon"
    typed = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    for _ in range(5):
        page = client.post("/admin/password_change/", typed)
    assert "Too many wrong passwords" in text_of(page)
    right = client.post("/admin/password_change/", typed | {"old_password": PASSWORD})
    assert right.status_code == 429
    assert User.objects.get(username="bela").check_password(PASSWORD)


def test_a_name_that_nobody_has_is_answered_the_same() -> None:
    moment = timezone.now()
    with time_machine.travel(moment, tick=False):
        answers = [
            [text_of(try_to_sign_in(Client(), name, "wrong")) for _ in range(6)]
            for name in ("bela", "nobody-at-all")
        ]
    assert answers[0] == answers[1]
    assert "Too many wrong passwords" in answers[0][-1]


def test_it_ends_by_itself_and_trying_on_does_not_prolong_it() -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        lock_out()
    with time_machine.travel(now + timedelta(seconds=890), tick=False):
        assert "for another 1 minute." in text_of(try_to_sign_in(Client(), "bela"))
    with time_machine.travel(now + timedelta(seconds=901), tick=False):
        assert may_sign_in()


def test_names_and_addresses_have_larger_limits_of_their_own(settings: Settings) -> None:
    settings.SIGN_IN_LIMIT_OF_NAME, settings.SIGN_IN_LIMIT_OF_ADDRESS = 3, 4
    a_person("carla", VIEWERS)
    for number in range(3):
        try_to_sign_in(Client(), "bela", "wrong", f"203.0.113.{number}")
    assert not may_sign_in("bela", ELSEWHERE)
    for number in range(4):
        try_to_sign_in(Client(), f"guessed-{number}", "wrong", HERE)
    assert not may_sign_in("carla", HERE)
    assert may_sign_in("carla", ELSEWHERE)


def test_signing_in_forgets_the_own_mistakes_and_nobody_elses(settings: Settings) -> None:
    for address in (HERE, ELSEWHERE):
        for _ in range(3):
            try_to_sign_in(Client(), "bela", "wrong", address)
    try_to_sign_in(Client(), "carla", "wrong", HERE)
    assert may_sign_in()
    kept = {(row.username, row.ip_address) for row in AccessAttempt.objects.all()}
    assert ("bela", ELSEWHERE) in kept
    assert ("bela", HERE) not in kept
    assert len(kept) == 2


def test_behind_a_proxy_it_is_the_address_that_the_proxy_saw(settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        forwarded = f"10.0.0.{number}, 203.0.113.5"
        try_to_sign_in(Client(), "bela", "wrong", HERE, **{"X-Forwarded-For": forwarded})
    assert AccessAttempt.objects.get().ip_address == "203.0.113.5"
    assert may_sign_in()


def test_a_network_of_ipv6_counts_as_one_address() -> None:
    for number in range(5):
        try_to_sign_in(Client(), "bela", "wrong", f"2001:db8:1:2::{number}")
    assert not may_sign_in(address="2001:db8:1:2::abcd")
    assert may_sign_in(address="2001:db8:1:3::abcd")


def test_nothing_that_was_typed_is_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "my-password-in-the-wrong-field"
    for _ in range(6):
        Client().post(
            f"/admin/login/?odd={secret}",
            {"username": secret, "password": secret, "odd": secret},
            headers={"User-Agent": secret, "Accept": secret},
        )
    row = AccessAttempt.objects.get()
    assert row.failures_since_start == 5
    assert secret not in str(model_to_dict(row))
    assert secret not in caplog.text


def test_wrong_passwords_of_sites_are_none_of_its_business(client: Client) -> None:
    answer = client.get("/sync/v5/site", headers={"Authorization": "Basic YmVsYTp3cm9uZw=="})
    assert answer.status_code in {400, 401}
    assert not AccessAttempt.objects.exists()


def test_a_site_administrator_lifts_it_and_that_is_kept(administrator: Client) -> None:
    lock_out()
    row = SignInLockout.objects.get()
    page = administrator.get("/admin/portal/signinlockout/")
    assert "bela from 192.0.2.7" in text_of(page)
    assert "Locked out there" in text_of(page)
    fill_in(administrator, f"/admin/portal/signinlockout/{row.pk}/change/", "lift-form")
    answer = administrator.post(f"/admin/portal/signinlockout/{row.pk}/lift/", follow=True)
    assert "can sign in again" in text_of(answer)
    assert may_sign_in()
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr) == ("Alice", "bela from 192.0.2.7")


def test_many_are_lifted_at_once_and_a_name_of_nobody_stays_hidden(administrator: Client) -> None:
    lock_out()
    lock_out("typed-by-mistake")
    page = administrator.get("/admin/portal/signinlockout/")
    assert "A name that nobody has" in text_of(page)
    assert "typed-by-mistake" not in text_of(page)
    rows = list(SignInLockout.objects.values_list("pk", flat=True))
    chosen = {"action": "lift_selected", "_selected_action": rows}
    done = administrator.post("/admin/portal/signinlockout/", chosen, follow=True)
    assert [str(each) for each in done.context["messages"]] == ["2 lockouts lifted."]
    assert not SignInLockout.objects.exists()


def test_viewers_neither_see_nor_lift_it(viewer: Client) -> None:
    lock_out()
    row = SignInLockout.objects.get()
    assert viewer.get("/admin/portal/signinlockout/").status_code == 403
    assert viewer.post(f"/admin/portal/signinlockout/{row.pk}/lift/").status_code == 403
    assert not may_sign_in()


def test_a_command_lifts_it(capsys: pytest.CaptureFixture[str]) -> None:
    lock_out()
    call_command("lift_sign_in_lockout", "bela")
    assert "of bela are forgotten. If everybody at the address" in capsys.readouterr().out
    assert may_sign_in()
    lock_out()
    call_command("lift_sign_in_lockout", "--all")
    assert may_sign_in()
    call_command("lift_sign_in_lockout", "bela")
    assert "no wrong passwords of bela" in capsys.readouterr().out


def test_the_tables_of_the_library_are_not_shown(admin_client: Client) -> None:
    text = text_of(admin_client.get("/admin/"))
    assert "Wrong sign-ins" in text
    assert not [word for word in ("Access attempts", "TOTP", "Static devices") if word in text]

"""Lockouts in the admin: seen by all, lifted by administrators."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.models import LoginLockout
from tests.syncjobs.login.people import ELSEWHERE, a_user, guess, log_in

pytestmark = pytest.mark.django_db
LIST = "/admin/sites/loginlockout/"


@pytest.fixture
def lockout(settings: Settings) -> LoginLockout:
    """Amina is locked out at the hospital."""
    settings.LOGIN_LIMIT = 2
    settings.LOGIN_LIMIT_OF_ADDRESS = 6
    a_user()
    guess(2)
    return LoginLockout.objects.get()


def lift(client: Client, lockout: LoginLockout) -> Any:
    return client.post(f"{LIST}{lockout.pk}/lift/", follow=True)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def listed(client: Client, state: str) -> int:
    return len(client.get(f"{LIST}?state={state}").context["cl"].result_list)


def test_it_tells_who_is_locked_out_for_how_long(viewer: Client, lockout: LoginLockout) -> None:
    said = viewer.get(LIST).content.decode()
    assert "Amina from 192.0.2.7" in said
    assert "Locked out for 10 minutes" in said
    page = viewer.get(f"{LIST}{lockout.pk}/change/").content.decode()
    assert "The user is let in from other addresses" in page


def test_an_administrator_lifts_it(administrator: Client, lockout: LoginLockout) -> None:
    assert log_in().status_code == 403
    page = administrator.get(f"{LIST}{lockout.pk}/change/").content.decode()
    assert ">Lift</button>" in page
    response = lift(administrator, lockout)
    assert messages_of(response) == ["Lifted: Amina from 192.0.2.7 can log in again."]
    said = response.content.decode()
    assert "By Alice on" in said
    assert ">Lift</button>" not in said
    assert log_in().status_code == 200


def test_it_says_that_somebody_else_was_quicker(
    administrator: Client, lockout: LoginLockout
) -> None:
    lift(administrator, lockout)
    assert messages_of(lift(administrator, lockout)) == [
        "This lockout is over already. Look at the list again."
    ]


def test_only_an_administrator_lifts_it_and_only_by_asking_for_it(
    viewer: Client, administrator: Client, lockout: LoginLockout
) -> None:
    assert ">Lift</button>" not in viewer.get(f"{LIST}{lockout.pk}/change/").content.decode()
    assert lift(viewer, lockout).status_code == 403
    chosen = {"action": "lift_selected", ACTION_CHECKBOX_NAME: [lockout.pk]}
    viewer.post(LIST, chosen)
    assert administrator.get(f"{LIST}{lockout.pk}/lift/").status_code == 405
    assert administrator.post(f"{LIST}999/lift/").status_code == 404
    assert Client(enforce_csrf_checks=True).post(f"{LIST}{lockout.pk}/lift/").status_code == 403
    assert LoginLockout.objects.get().is_current


def test_nobody_adds_edits_or_deletes_one(administrator: Client, lockout: LoginLockout) -> None:
    assert administrator.get(f"{LIST}add/").status_code == 403
    assert administrator.post(f"{LIST}{lockout.pk}/delete/", {"post": "yes"}).status_code == 403
    administrator.post(f"{LIST}{lockout.pk}/change/", {"name": "Bakari"})
    assert LoginLockout.objects.get().name == "Amina"


def test_it_lifts_many_at_once(administrator: Client, lockout: LoginLockout) -> None:
    guess(4, address=ELSEWHERE)
    for number in range(6):
        guess(1, f"name {number}", ELSEWHERE)
    assert LoginLockout.objects.count() == 3
    lift(administrator, lockout)
    pks = list(LoginLockout.objects.values_list("pk", flat=True))
    chosen = {"action": "lift_selected", ACTION_CHECKBOX_NAME: pks}
    response = administrator.post(LIST, chosen, follow=True)
    assert messages_of(response) == ["2 lockouts lifted. 1 lockout had ended already."]
    assert log_in(address=ELSEWHERE).status_code == 200
    assert "Everybody from 198.51.100.9" in response.content.decode()


def test_it_filters_by_state(administrator: Client, lockout: LoginLockout) -> None:
    guess(2, address=ELSEWHERE)
    guess(2, address="203.0.113.4")
    lift(administrator, lockout)
    ended = timezone.now() - timedelta(seconds=1)
    LoginLockout.objects.filter(address=ELSEWHERE).update(until=ended)
    assert [listed(administrator, state) for state in ("locked", "lifted", "over", "x")] == [
        *(1, 1, 1),
        3,
    ]
    assert "Over" in administrator.get(f"{LIST}?state=over").content.decode()

"""The secret with which a verification proves that the central server asks this portal."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sites.models import OneTimeCredential, Site
from sites.one_time_credentials import (
    issue_one_time_secret,
    use_one_time_secret,
    withdraw_one_time_secret,
)
from sites.registration import disable_site
from tests.sites.calls import DISCOVERY, Caller, basic, error_of
from tests.sites.registered import bare, registered, store_of
from tests.sites.together import at_the_same_moment

pytestmark = pytest.mark.django_db


def ask_with(secret: str, path: str = DISCOVERY, caller: Caller | None = None) -> Any:
    """The answer to a call in the caller's name with this secret."""
    caller = caller or Caller(hardware_id="the verification")
    headers = caller.headers() | {"Authorization": basic(caller.name, secret)}
    return Client().get(path, headers=headers)


def status_of(response: Any) -> int:
    status: int = response.status_code
    return status


def test_it_answers_discovery_once() -> None:
    site = registered()
    secret = issue_one_time_secret(site.pk, 60)
    first = ask_with(secret)
    assert status_of(first) == 200
    assert status_of(ask_with(secret)) == 401


def test_it_binds_no_machine_and_counts_as_no_contact() -> None:
    site = registered()
    ask_with(issue_one_time_secret(site.pk, 60))
    site.refresh_from_db()
    assert (site.hardware_id, site.last_contact_at, site.last_attempt_at) == ("", None, None)
    assert (site.app_version, site.sync_version, site.last_refusal_code) == ("", None, "")


def test_it_is_let_in_beside_the_bound_machine() -> None:
    site = registered(hardware_id="machine-1")
    assert status_of(ask_with(issue_one_time_secret(site.pk, 60))) == 200
    assert Site.objects.get().hardware_id == "machine-1"


def test_it_is_not_remembered_as_a_password() -> None:
    site = registered()
    secret = issue_one_time_secret(site.pk, 60)
    assert [status_of(ask_with(secret)) for _ in range(3)] == [200, 401, 401]


def test_it_ends_with_its_time() -> None:
    site = registered()
    secret = issue_one_time_secret(site.pk, 60)
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert status_of(ask_with(secret)) == 401


def test_it_opens_no_other_route() -> None:
    secret = issue_one_time_secret(registered().pk, 60)
    assert status_of(ask_with(secret, "/sync/v5/site_status")) == 401
    assert status_of(ask_with(secret)) == 200


def test_it_opens_no_other_site() -> None:
    secret = issue_one_time_secret(registered("District 12").pk, 60)
    registered("District 13")
    assert status_of(ask_with(secret, caller=Caller("District 13"))) == 401


def test_it_meets_what_the_site_would_meet() -> None:
    site = registered()
    newer = replace(Caller(), sync_version="99")
    assert status_of(ask_with(issue_one_time_secret(site.pk, 60), caller=newer)) == 409
    store_of(site).delete()
    assert status_of(ask_with(issue_one_time_secret(site.pk, 60))) == 403
    disable_site(site.pk, "Closed")
    response = ask_with(issue_one_time_secret(site.pk, 60))
    assert error_of(response, 403)["code"] == "site_disabled"


def test_it_keeps_a_digest_and_where_it_was_used() -> None:
    site = registered()
    secret = issue_one_time_secret(site.pk, 60)
    assert use_one_time_secret(site.pk, secret, "192.0.2.5")
    kept = OneTimeCredential.objects.get()
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert (kept.used_from, kept.used_at is None) == ("192.0.2.5", False)
    assert len(secret) == 64
    assert int(secret, 16)


def test_it_tells_whether_the_secret_came_back() -> None:
    site = bare("District 12")
    used, unused = (issue_one_time_secret(site.pk, 60) for _ in range(2))
    use_one_time_secret(site.pk, used, "192.0.2.5")
    assert withdraw_one_time_secret(used) is True
    assert withdraw_one_time_secret(unused) is False
    assert withdraw_one_time_secret(used) is False


def test_it_refuses_a_withdrawn_secret() -> None:
    site = registered()
    secret = issue_one_time_secret(site.pk, 60)
    withdraw_one_time_secret(secret)
    assert status_of(ask_with(secret)) == 401


def test_it_clears_expired_ones_away() -> None:
    site = bare("District 12")
    issue_one_time_secret(site.pk, 60)
    with time_machine.travel(timezone.now() + timedelta(seconds=120)):
        issue_one_time_secret(site.pk, 60)
    assert OneTimeCredential.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_used_by_one_of_many_callers() -> None:
    site = bare("District 12")
    secret = issue_one_time_secret(site.pk, 60)
    act = partial(use_one_time_secret, site.pk, secret, "192.0.2.5")
    assert at_the_same_moment([act] * 8).count(True) == 1

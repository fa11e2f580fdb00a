"""`GET /api/v4/patient` as sites read it (protocol 8.3)."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sites.models import Site, Store
from tests.sites.calls import Caller, error_of
from tests.syncjobs.exchange.wire import a_remote
from tests.syncjobs.patients.people import PATIENTS, ask, credentials, patient, write

pytestmark = pytest.mark.django_db

SITE = "District 12"


def body_of(**query: Any) -> Any:
    answer = ask(SITE, **query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.content)


def test_it_answers_as_the_protocol_shows() -> None:
    a_remote(SITE)
    write(patient("p-7", "Ada", "Okoro", code="P0007", date_of_birth="1990-05-01"))
    assert body_of(last_name="@oko@", limit=10, is_deleted="false") == [
        {
            "ID": "p-7",
            "name": "Okoro, Ada",
            "phone": "",
            "email": "",
            "code": "P0007",
            "last": "Okoro",
            "first": "Ada",
            "date_of_birth": "1990-05-01T00:00:00",
        }
    ]
    assert body_of(last_name="nobody") == []


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("1990-05-01", "1990-05-01T00:00:00"),
        ("1990-05-01T00:00:00", "1990-05-01T00:00:00"),
        ("0000-00-00", None),
        ("", None),
        (None, None),
        ("1990-02-30", None),
        (19900501, None),
    ],
)
def test_it_tells_of_a_birthday(stored: Any, told: str | None) -> None:
    a_remote(SITE)
    write(patient("p-7", "Ada", "Okoro", date_of_birth=stored))
    assert body_of()[0]["date_of_birth"] == told


def test_it_gives_every_member_its_type() -> None:
    a_remote(SITE)
    nothing: Any = None
    write(patient("p-7", nothing, nothing, name=7, code=nothing, phone=[], email={"a": 1}))
    texts = ("name", "phone", "email", "code", "last", "first")
    assert body_of() == [{"ID": "p-7", **dict.fromkeys(texts, ""), "date_of_birth": None}]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"limit": "ten"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"offset": "1.5"}, "offset"),
        ({"dob": "01/05/1990"}, "dob"),
        ({"dob": "1990-02-30"}, "dob"),
        ({"is_deleted": "maybe"}, "is_deleted"),
        ({"code": "x" * 101}, "code"),
    ],
)
def test_it_refuses_what_cannot_be_meant(query: dict[str, str], named: str) -> None:
    a_remote(SITE)
    error = error_of(ask(SITE, **query), 400)
    assert error["code"] == "query_invalid"
    assert named in error["message"]


def test_it_takes_texts_that_no_database_keeps() -> None:
    a_remote(SITE)
    assert body_of(last_name="a\0b") == []
    answer = Client().get(f"{PATIENTS}?last_name=%ff%fe", headers=credentials(SITE))
    assert answer.json() == []


def test_it_needs_no_header_but_the_credentials() -> None:
    remote = a_remote(SITE)
    before = Site.objects.filter(pk=remote.site.pk).values().get()
    assert body_of() == []
    full = Client().get(PATIENTS, headers=Caller(name=SITE, hardware_id="another").headers())
    assert full.status_code == 200
    assert Site.objects.filter(pk=remote.site.pk).values().get() == before


def test_it_answers_401_to_everybody_who_is_not_let_in() -> None:
    remote = a_remote(SITE)
    calls: dict[str, dict[str, str]] = {
        "credentials_missing": {},
        "site_name_not_found": credentials("Nobody"),
        "site_incorrect_password": credentials(SITE, "another password"),
    }
    for code, headers in calls.items():
        answer = Client().get(PATIENTS, headers=headers)
        assert error_of(answer, 401)["code"] == code
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    Store.objects.filter(pk=remote.store.pk).update(disabled=True)
    assert error_of(ask(SITE), 401)["data"] == {"cause": "site_has_no_store"}
    Store.objects.filter(pk=remote.store.pk).update(disabled=False)
    Site.objects.filter(pk=remote.site.pk).update(
        disabled_at=timezone.now(), disabled_reason="Stolen"
    )
    error = error_of(ask(SITE), 401)
    assert error["code"] == "site_refused"
    assert error["data"] == {"cause": "site_disabled"}
    assert "Stolen" in error["message"]


def test_it_answers_401_after_too_many_wrong_passwords(settings: Any) -> None:
    settings.WRONG_PASSWORD_LIMIT = 2
    a_remote(SITE)
    for _ in range(2):
        Client().get(PATIENTS, headers=credentials(SITE, "another password"))
    answer = Client().get(PATIENTS, headers=credentials(SITE, "another password"))
    assert error_of(answer, 401)["data"] == {"cause": "site_auth_timeout"}


def test_it_takes_no_other_method() -> None:
    a_remote(SITE)
    answer = Client().post(PATIENTS, headers=credentials(SITE))
    assert error_of(answer, 405)["code"] == "method_not_allowed"

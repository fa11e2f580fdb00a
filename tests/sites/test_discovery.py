"""`GET /sync/v5/site`: who a site is and where its central server is (protocol 3.1)."""

import base64
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from sites.identity import PORTAL_SITE_ID
from sites.models import Site, Store
from sites.registration import disable_site
from tests.sites.calls import DISCOVERY, PASSWORD, Caller, ask, basic, error_of
from tests.sites.registered import CENTRAL_URL, registered, registered_central, store_of

pytestmark = pytest.mark.django_db

FIELDS = {
    "id": str,
    "siteId": int,
    "code": str,
    "name": str,
    "initialisationStatus": str,
    "isOmSupplyCentralServer": bool,
    "omSupplyCentralServerUrl": str,
    "mSupplyCentralSiteId": int,
}


def test_it_answers_an_ordinary_site() -> None:
    registered_central()
    site = registered("District 12", initialisation_status="completed")
    response = ask(Caller())
    assert response.json() == {
        "id": str(site.uuid),
        "siteId": site.pk,
        "code": "d12",
        "name": "District 12",
        "initialisationStatus": "completed",
        "isOmSupplyCentralServer": False,
        "omSupplyCentralServerUrl": CENTRAL_URL,
        "mSupplyCentralSiteId": PORTAL_SITE_ID,
    }
    assert {name: type(value) for name, value in response.json().items()} == FIELDS


def test_it_answers_the_central_server() -> None:
    site = registered_central("Ministry")
    answer = ask(Caller("Ministry")).json()
    assert (answer["siteId"], answer["isOmSupplyCentralServer"]) == (site.pk, True)
    assert answer["omSupplyCentralServerUrl"] == CENTRAL_URL


def test_it_answers_an_empty_url_while_no_central_server_is_configured() -> None:
    registered(url="https://district.example.org")
    answer = ask(Caller()).json()
    assert answer["omSupplyCentralServerUrl"] == ""
    assert answer["isOmSupplyCentralServer"] is False
    assert {name: type(value) for name, value in answer.items()} == FIELDS


def test_it_answers_json_that_nothing_stores() -> None:
    registered("Ärzte: 中央")
    response = ask(Caller("Ärzte: 中央"))
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert "Ärzte: 中央".encode() in response.content
    assert not response.cookies


def test_it_answers_the_registered_name_whatever_was_typed() -> None:
    registered("District 12")
    assert ask(Caller(" DISTRICT 12 ")).json()["name"] == "District 12"


def test_it_tells_the_new_url_at_once() -> None:
    central = registered_central()
    registered()
    ask(Caller())
    Site.objects.filter(pk=central.pk).update(url="https://new.example.org")
    assert ask(Caller()).json()["omSupplyCentralServerUrl"] == "https://new.example.org"


@pytest.mark.parametrize(
    ("columns", "change", "status", "code"),
    [
        ({}, {"name": "Nowhere"}, 401, "site_name_not_found"),
        ({}, {"password": "wrong"}, 401, "site_incorrect_password"),
        ({"hardware_id": "other"}, {}, 401, "site_incorrect_hardware_id"),
        ({"disabled_at": timezone.now()}, {}, 403, "site_disabled"),
        ({}, {"sync_version": "1"}, 409, "api_version_incompatible"),
        ({}, {"sync_version": "15"}, 409, "api_version_incompatible"),
        ({}, {"sync_version": "fourteen"}, 400, "request_header_invalid"),
        ({}, {"hardware_id": ""}, 400, "request_header_invalid"),
        ({}, {"app_name": ""}, 400, "request_header_invalid"),
        ({}, {"app_version": ""}, 400, "request_header_invalid"),
        ({}, {"name": ""}, 401, "credentials_missing"),
    ],
)
def test_it_refuses_with_the_code_of_the_contract(
    columns: dict[str, Any], change: dict[str, str], status: int, code: str
) -> None:
    registered(**columns)
    response = ask(replace(Caller(), **change))
    error = error_of(response, status)
    assert error["code"] == code
    assert (status == 401) == ("WWW-Authenticate" in response.headers)
    assert response["Cache-Control"] == "no-store"


def test_it_refuses_a_site_without_active_store() -> None:
    store = store_of(registered())
    Store.objects.filter(pk=store.pk).update(disabled=True)
    assert error_of(ask(Caller()), 403)["code"] == "site_has_no_store"
    store.delete()
    assert error_of(ask(Caller()), 403)["code"] == "site_has_no_store"


def test_it_refuses_a_call_without_credentials() -> None:
    assert error_of(Client().get(DISCOVERY), 401)["code"] == "credentials_missing"


@pytest.mark.parametrize(
    ("received", "who", "sentence"),
    [
        (1, "site", "The site must upgrade Open mSupply."),
        (15, "central server", "The portal must be upgraded first, then this site can sync."),
    ],
)
def test_it_says_which_versions_it_speaks_and_who_must_upgrade(
    received: int, who: str, sentence: str
) -> None:
    registered()
    error = error_of(ask(Caller(sync_version=str(received))), 409)
    assert error["data"] == {
        "minVersion": 2,
        "maxVersion": 14,
        "received": received,
        "mustUpgrade": who,
    }
    assert error["message"].endswith(sentence)


@pytest.mark.parametrize("version", ["2", "7", "14"])
def test_it_speaks_every_version_in_between(version: str) -> None:
    registered()
    assert ask(Caller(sync_version=version)).status_code == 200


def test_it_takes_the_versions_from_the_settings(settings: Settings) -> None:
    settings.SYNC_VERSION_MIN, settings.SYNC_VERSION_MAX = 5, 15
    registered()
    assert ask(Caller(sync_version="15")).status_code == 200
    assert ask(Caller(sync_version="4")).status_code == 409


def test_it_reports_the_password_before_anything_about_the_site() -> None:
    site = registered(hardware_id="other")
    disable_site(site.pk, "Closed")
    error = error_of(ask(Caller(password="wrong", sync_version="99")), 401)
    assert error["code"] == "site_incorrect_password"


def test_it_binds_nothing_when_it_refuses() -> None:
    site = registered()
    for caller in (Caller(password="wrong"), Caller(sync_version="99")):
        ask(caller)
    site.refresh_from_db()
    assert site.hardware_id == ""


def test_it_costs_one_query_once_it_knows_the_caller(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    registered_central()
    registered()
    ask(Caller())
    with django_assert_num_queries(1):
        assert ask(Caller()).status_code == 200


def test_it_costs_one_more_query_a_minute(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    registered()
    ask(Caller())
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=2)),
        django_assert_num_queries(2),
    ):
        assert ask(Caller()).status_code == 200


def test_it_costs_five_queries_at_first_contact(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    registered()
    with django_assert_num_queries(5):
        assert ask(Caller()).status_code == 200


@pytest.mark.parametrize(("caller", "queries"), [(Caller("Nowhere"), 1), (Caller("a:b"), 1)])
def test_it_costs_one_query_to_refuse_a_stranger(
    caller: Caller, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(queries):
        ask(caller)


def test_it_costs_no_query_to_refuse_a_malformed_call(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        Client().get(DISCOVERY)
        ask(Caller(hardware_id=""))


@pytest.mark.parametrize("path", [DISCOVERY, "/sync/v5/site_status"])
def test_it_answers_with_a_slash_at_the_end_and_without(path: str) -> None:
    registered()
    for written in (path, f"{path}/", f"{path}?limit=1", f"{path}?format=html"):
        assert Client().get(written, headers=Caller().headers()).status_code == 200


@pytest.mark.parametrize("path", [DISCOVERY, f"{DISCOVERY}/", "/sync/v5/site_status"])
def test_it_answers_other_methods_with_an_envelope(path: str) -> None:
    registered()
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        response = Client().generic(method, path, b"{}", headers=Caller().headers())
        assert error_of(response, 405)["code"] == "method_not_allowed"
    assert Client().head(path, headers=Caller().headers()).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/sync",
        "/sync/",
        "/sync/v5",
        "/sync/v5/",
        "/sync/v5/sites",
        "/sync/v5/site//",
        "/sync/v5/site/extra",
        "/sync/v6/site",
        "/sync/v5/a%0Ab",
        "/sync/../sync/v5/x",
        "/sync/v5/%C3%A4%FF",
        "/api",
        "/api/v4/nothing",
    ],
)
def test_it_answers_an_unknown_path_with_an_envelope(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for method in ("GET", "POST", "PUT", "DELETE"):
        error = error_of(client.generic(method, path, b"{}"), 404)
        assert error["code"] == "unknown_route"
        assert "scheme, host and port, nothing more" in error["message"]


@pytest.mark.parametrize("path", [DISCOVERY, "/sync/v5/nothing"])
@pytest.mark.parametrize("host", ["evil.example.org", "a b", "", "localhost:port", "é"])
def test_it_refuses_an_unknown_host_with_an_envelope(path: str, host: str) -> None:
    response = Client().get(path, headers=Caller().headers() | {"Host": host})
    assert error_of(response, 400)["code"] == "bad_request"


@pytest.mark.parametrize("path", [DISCOVERY, f"{DISCOVERY}/", "/sync/v5/nothing"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_never_redirects_not_even_to_https(settings: Settings, method: str, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().generic(method, path, headers=Caller().headers())
    assert response.status_code in {401, 404, 405}
    assert Client().get("/admin/").status_code == 301


def provoke_every_error() -> list[bytes]:
    """The answers to calls that are refused in every way."""
    disable_site(registered("Off").pk, "Closed")
    registered("Bound", hardware_id="secret-machine")
    Store.objects.filter(site=registered("Empty")).delete()
    registered("Fine")
    callers = [
        *(Caller(name) for name in ("Nowhere", "Off", "Bound", "Empty", "Fine", "Fine")),
        *(Caller("Fine", password=word) for word in ["wrong-password-here"] * 12),
        Caller("Fine", sync_version="99"),
        Caller("Fine", hardware_id=""),
        Caller("Fine", hardware_id="x" * 300),
    ]
    answers = [ask(caller).content for caller in callers]
    odd = basic("Fine", PASSWORD) + "%"
    return [*answers, Client().get(DISCOVERY, headers={"Authorization": odd}).content]


def test_it_tells_no_secret_in_answers_or_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = b"\n".join(provoke_every_error())
    assert answers.count(b'"error"') == 20
    secrets = [PASSWORD, "wrong-password-here", "argon2id", "secret-machine"]
    for caller in (Caller(), Caller(password="wrong-password-here")):
        secrets += [caller.secret, base64.b64encode(f"Fine:{caller.secret}".encode()).decode()]
    # The statements of the database are only logged when somebody debugs it.
    told = answers.decode() + "".join(
        caplog.handler.format(record)
        for record in caplog.records
        if record.name != "django.db.backends"
    )
    assert [secret for secret in secrets if secret in told] == []


def test_it_names_no_other_site_in_its_errors() -> None:
    registered("Hospital of the North")
    for name in ("Nowhere", "Hospital", "Hospital of the North"):
        error = error_of(ask(Caller(name, password="wrong")), 401)
        assert "Hospital" not in str(error)


TEXTS = st.one_of(
    st.text(alphabet=st.characters(max_codepoint=255)),
    st.binary().map(lambda content: "Basic " + base64.b64encode(content).decode()),
    st.text(alphabet=st.characters(exclude_categories=["Cs"])).map(
        lambda name: basic(name, Caller().secret)
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"])).map(
        lambda secret: basic("District 12", secret)
    ),
)
HEADERS = st.sampled_from([*Caller().headers(), "Accept", "Content-Type", "X-Forwarded-For"])


@given(st.dictionaries(HEADERS, TEXTS, min_size=1))
@hypothesis_settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.usefixtures("a_site")
def test_it_always_answers_with_the_envelope_or_the_fields(headers: dict[str, str]) -> None:
    response = Client().get(DISCOVERY, headers=Caller().headers() | headers)
    if response.status_code == 200:
        assert response.json().keys() == FIELDS.keys()
    else:
        assert response.status_code in {400, 401, 409, 429}
        assert error_of(response, response.status_code)


@pytest.fixture
def a_site() -> Site:
    return registered("District 12", hardware_id="machine-1")


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "OPTIONS"])
def test_it_binds_nothing_by_a_method_that_it_refuses(method: str) -> None:
    site = registered()
    response = Client().generic(method, DISCOVERY, headers=Caller().headers())
    site.refresh_from_db()
    assert (response.status_code, site.hardware_id) == (405, "")

"""Who may prepare tests, and where."""

import subprocess
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from portal.environment import BASE_DIR
from tests.sites.calls import basic, error_of
from tests.support.environments import process_environment
from tests.syncjobs.exchange.wire import Remote
from tests.syncjobs.test_api.preparing import URLS, a_preparer

pytestmark = [pytest.mark.django_db, pytest.mark.urls(URLS), pytest.mark.any_database]

ROUTES = ["create_site", "upsert", "delete"]
RESOLVE = """
import django
django.setup()
from django.urls import resolve
for route in ("create_site", "upsert/", "delete"):
    print(resolve(f"/sync/v5/test/{route}").url_name)
"""


def post(remote: Remote, route: str, headers: dict[str, str]) -> Any:
    return Client().post(
        f"/sync/v5/test/{route}", data=b"{}", content_type="text/plain", headers=headers
    )


def resolved(**variables: str) -> list[str]:
    """The names of the routes in a portal with these settings."""
    done = subprocess.run(  # noqa: S603 - the portal itself
        [sys.executable, "-c", RESOLVE],
        cwd=BASE_DIR,
        env=process_environment(connection.settings_dict)
        | {"DJANGO_SETTINGS_MODULE": "portal.settings", **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_the_routes_are_there_only_when_they_are_asked_for() -> None:
    assert resolved() == ["unknown-route"] * 3
    assert resolved(SYNC_TEST_API="true") == ["test-create-site", "test-upsert", "test-delete"]


@pytest.mark.parametrize("route", ROUTES)
def test_without_them_the_answer_is_that_of_any_unknown_route(
    settings: Settings, route: str
) -> None:
    caller = a_preparer().remote
    settings.ROOT_URLCONF = "portal.urls"
    assert error_of(caller.post(f"test/{route}", {}), 404)["code"] == "unknown_route"


@pytest.mark.parametrize("route", ROUTES)
def test_a_slash_at_the_end_changes_nothing(route: str) -> None:
    caller = a_preparer().remote
    assert caller.post(f"test/{route}/", {}).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
def test_the_version_may_be_missing(route: str) -> None:
    caller = a_preparer().remote
    headers = caller.caller.headers()
    del headers["version"]
    assert post(caller, route, headers).status_code == 200


@pytest.mark.parametrize("name", ["msupply-site-uuid", "app-name", "app-version"])
def test_no_other_header_may_be_missing(name: str) -> None:
    caller = a_preparer().remote
    headers = caller.caller.headers()
    del headers[name]
    error = error_of(post(caller, "upsert", headers), 400)
    assert error["code"] == "request_header_invalid"
    assert name in error["message"]


def test_elsewhere_the_version_is_needed() -> None:
    caller = a_preparer().remote
    headers = caller.caller.headers()
    del headers["version"]
    error = error_of(Client().get("/sync/v5/site", headers=headers), 400)
    assert error["code"] == "request_header_invalid"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"version": "15"}, 409, "api_version_incompatible"),
        ({"version": "new"}, 400, "request_header_invalid"),
        ({"Authorization": basic("Caller", "0" * 64)}, 401, "site_incorrect_password"),
        ({"Authorization": basic("Nobody", "0" * 64)}, 401, "site_name_not_found"),
        ({"Authorization": ""}, 401, "credentials_missing"),
    ],
)
def test_what_is_wrong_elsewhere_is_wrong_here(
    headers: dict[str, str], status: int, code: str
) -> None:
    caller = a_preparer().remote
    answer = post(caller, "create_site", caller.caller.headers() | headers)
    assert error_of(answer, status)["code"] == code


def test_another_machine_is_refused() -> None:
    preparer = a_preparer()
    preparer.upsert({})
    headers = preparer.remote.caller.headers() | {"msupply-site-uuid": "another machine"}
    assert error_of(post(preparer.remote, "upsert", headers), 401)["code"] == (
        "site_incorrect_hardware_id"
    )


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_can_be_got(route: str) -> None:
    caller = a_preparer().remote
    assert error_of(caller.get(f"test/{route}"), 405)["code"] == "method_not_allowed"

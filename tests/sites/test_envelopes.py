"""Every error below /sync/ and /api/ is the envelope of protocol 2.1, a defect included."""

import logging

import pytest
from django.db import connection
from django.test import Client

from tests.sites.calls import DISCOVERY, Caller, error_of
from tests.sites.registered import registered

pytestmark = pytest.mark.django_db


def client() -> Client:
    """A client that gets what a caller gets after a defect, and not the exception."""
    return Client(raise_request_exception=False)


@pytest.mark.urls("tests.sites.urls_of_tests")
@pytest.mark.parametrize("path", ["/sync/v5/broken", "/api/broken"])
def test_it_answers_a_defect_with_an_envelope(path: str) -> None:
    error = error_of(client().get(path), 500)
    assert error["code"] == "internal_error"
    assert "secret inside" not in error["message"]


@pytest.mark.urls("tests.sites.urls_of_tests")
def test_it_answers_a_defect_behind_the_authentication_with_an_envelope() -> None:
    registered()
    response = client().get("/sync/v5/broken-for-sites", headers=Caller().headers())
    error = error_of(response, 500)
    assert (error["code"], error["data"]) == ("internal_error", None)
    assert "secret inside" not in str(error)


def test_it_answers_a_broken_database_with_an_envelope(
    caplog: pytest.LogCaptureFixture,
) -> None:
    registered()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sites_store RENAME TO sites_store_away")
    error = error_of(client().get(DISCOVERY, headers=Caller().headers()), 500)
    assert error["code"] == "internal_error"
    assert "sites_store" not in str(error)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert Caller().secret not in caplog.text


@pytest.mark.urls("tests.sites.urls_of_tests")
def test_it_answers_a_person_with_a_page() -> None:
    for path, status in (("/broken", 500), ("/no-such-page", 404), ("/synchronise", 404)):
        response = client().get(path)
        assert response.status_code == status
        assert response["Content-Type"].startswith("text/html")

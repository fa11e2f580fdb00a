"""Which address people are told to enter at a site."""

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from portal.checks import check_portal_url
from sites.admin.portal_address import portal_address

pytestmark = pytest.mark.any_database


def test_it_is_where_the_admin_is_open(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    request = RequestFactory().get(
        "/admin/sites/", SERVER_NAME="portal.example.org", SERVER_PORT="8000"
    )
    shown = portal_address(request)
    assert (shown.url, shown.is_loopback) == ("http://portal.example.org:8000", False)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_it_knows_an_address_of_this_machine_alone(settings: Settings, host: str) -> None:
    settings.ALLOWED_HOSTS = [host]
    request = RequestFactory().get("/", headers={"host": f"{host}:8000"})
    assert portal_address(request).is_loopback is True


def test_it_is_the_setting_where_there_is_one(settings: Settings) -> None:
    settings.PORTAL_URL = "https://sync.example.org"
    shown = portal_address(RequestFactory().get("/"))
    assert (shown.url, shown.is_loopback) == ("https://sync.example.org", False)
    assert check_portal_url() == []


@pytest.mark.parametrize("url", ["sync.example.org", "https://a.org/path", "ftp://a.org"])
def test_it_refuses_a_setting_that_no_site_could_use(settings: Settings, url: str) -> None:
    settings.PORTAL_URL = url
    assert [error.id for error in check_portal_url()] == ["portal.E006"]

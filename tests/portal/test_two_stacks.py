"""Calls of sites and pages of people, each through its own layers, answered alike otherwise."""

import pytest
import requests
from django.conf import settings

from portal.two_stacks import TwoStacks
from tests.support.servers import PortalServer

pytestmark = pytest.mark.django_db(transaction=True)

SENT_TO_ALL = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
}


@pytest.mark.parametrize("path", ["/sync/v5/site", "/sync/v5/nothing", "/admin/login/"])
def test_every_answer_has_the_headers_of_safety(portal_server: PortalServer, path: str) -> None:
    answer = requests.get(portal_server.url + path, timeout=30)
    assert [name for name in SENT_TO_ALL if name not in answer.headers] == []
    # A page may come in chunks, what a site gets has a length.
    assert "Content-Length" in answer.headers or path.startswith("/admin")


@pytest.mark.parametrize("path", ["/sync/v5/site", "/admin/login/"])
def test_an_unknown_host_name_is_refused(portal_server: PortalServer, path: str) -> None:
    answer = requests.get(portal_server.url + path, headers={"Host": "evil.example"}, timeout=30)
    assert answer.status_code == 400


def test_sites_get_no_cookies(portal_server: PortalServer) -> None:
    answer = requests.get(portal_server.url + "/sync/v5/site", timeout=30)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_making_them_leaves_the_settings_alone() -> None:
    before = list(settings.MIDDLEWARE)
    TwoStacks()
    assert before == settings.MIDDLEWARE
    assert "django.contrib.sessions.middleware.SessionMiddleware" in before

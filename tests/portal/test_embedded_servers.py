"""The programs that the other tests rely on."""

import os
import signal

import requests
from django.contrib.auth import get_user_model
from django.core.cache import cache
from playwright.sync_api import Page

from tests.support.servers import CeleryWorker, PortalServer, ValkeyServer
from tests.support.waiting import wait_for


def test_it_serves_what_the_test_commits(portal_server: PortalServer) -> None:
    response = requests.get(f"{portal_server.url}/readyz", timeout=10)
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "valkey": "ok",
    }


def test_it_shares_the_cache_of_the_test(valkey: ValkeyServer) -> None:
    cache.set("fruit", "pear")
    assert cache.get("fruit") == "pear"


def test_it_says_that_valkey_is_away(portal_server: PortalServer, valkey: ValkeyServer) -> None:
    valkey.stop()
    response = requests.get(f"{portal_server.url}/readyz", timeout=10)
    assert (response.status_code, response.json()["valkey"]) == (503, "does not answer")


def test_it_starts_a_killed_worker_again(celery_worker_process: CeleryWorker) -> None:
    celery_worker_process.kill()
    assert not celery_worker_process.is_alive()
    celery_worker_process.start()
    assert celery_worker_process.is_alive()


def test_it_signs_an_administrator_in(portal_server: PortalServer, browser_page: Page) -> None:
    get_user_model().objects.create_superuser("ada", password="a long enough password")
    browser_page.goto(f"{portal_server.url}/admin/")
    browser_page.get_by_label("Username").fill("ada")
    browser_page.get_by_label("Password").fill("a long enough password")
    browser_page.get_by_role("button", name="Log in").click()
    assert (
        browser_page.get_by_role("link", name="Log out")
        .or_(browser_page.get_by_role("button", name="Log out"))
        .is_visible()
    )


def test_it_ends_the_web_workers_of_a_killed_granian(portal_server: PortalServer) -> None:
    os.kill(portal_server.pid, signal.SIGKILL)
    wait_for(lambda: not portal_server.answers(), 5, "The end of the web workers")

"""The banner that says why jobs do not move."""

import pytest
from playwright.sync_api import Locator, Page, expect

from syncjobs.models import SyncJob
from tests.browser.demonstration import demonstration, path_of
from tests.support.ports import free_port
from tests.support.servers import CeleryWorker, PortalServer, ValkeyServer
from tests.support.waiting import wait_for

pytestmark = pytest.mark.any_database


@pytest.fixture
def banner(
    admin_page: Page, portal_server: PortalServer, celery_worker_process: CeleryWorker
) -> Locator:
    """The place of the banner, on the page of a site; all is well at first."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    admin_page.goto(portal_server.url + path_of(demonstration(portal_server, nowhere)))
    found = admin_page.locator(".banner-bad")
    wait_until(found, 0)
    return found


def wait_until(banner: Locator, count: int) -> None:
    """Loads the page again until the banner is there, or gone; the answer is kept for seconds."""

    def is_so() -> bool:
        banner.page.reload()
        return banner.count() == count

    what = "The coming of the banner" if count else "The going of the banner"
    wait_for(is_so, 40, what, pause_seconds=0.5)


def test_it_says_that_no_worker_is_alive_until_one_is(
    banner: Locator, celery_worker_process: CeleryWorker
) -> None:
    celery_worker_process.stop()
    wait_until(banner, 1)
    banner.page.get_by_role("button", name="Verify").click()
    expect(banner).to_contain_text("No worker is alive.")
    expect(banner).to_contain_text("1 job waiting")
    celery_worker_process.start()
    wait_until(banner, 0)
    expect(banner.page.locator(".job-facts .badge")).to_have_text("Will try again")


def test_it_says_that_the_broker_cannot_be_reached_until_it_can(
    banner: Locator, valkey: ValkeyServer, celery_worker_process: CeleryWorker
) -> None:
    valkey.stop()
    wait_until(banner, 1)
    expect(banner).to_contain_text("The broker cannot be reached.")
    banner.page.get_by_role("button", name="Verify").click()
    expect(banner).to_contain_text("1 job waiting")
    assert SyncJob.objects.get().status == "queued"
    valkey.start()
    wait_until(banner, 0)

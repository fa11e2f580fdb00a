"""The pictures that no other journey makes: the demonstration with the real server and worker."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from sites.central_server import move_central_server
from sites.models import Site
from syncjobs.choices import JobKind, JobStatus, StepName
from syncjobs.demonstration import label_demonstration
from syncjobs.models import FleetHour, Record, SyncJob
from tests.browser.demonstration import demonstration, path_of
from tests.browser.looks import DESK
from tests.browser.people_at_sites import people_at_sites
from tests.browser.pictures import Picture
from tests.central_server import Behaviour, CentralServer
from tests.portal.workers import wait_for_worker
from tests.support.servers import CeleryWorker, PortalServer
from tests.syncjobs.admin.syncs import a_failed_sync, a_sync, begin, finish

pytestmark = pytest.mark.any_database

TALL = {"width": 1280, "height": 1100}
PANEL = {"width": 1280, "height": 860}
CARDS = {"width": 1280, "height": 980}
LONG = {"width": 1280, "height": 1250}


@pytest.fixture
def hospital(
    portal_server: PortalServer, celery_worker_process: CeleryWorker, behaviour: Behaviour
) -> Iterator[Site]:
    """A site of the demonstration, whose central server answers."""
    with CentralServer(behaviour) as central:
        wait_for_worker()
        site = demonstration(portal_server, central.url)
        label_demonstration(Site.objects.all())
        yield site


@pytest.fixture
def exchanged(
    portal_server: PortalServer,
    celery_worker_process: CeleryWorker,
    behaviour: Behaviour,
    settings: Settings,
    tmp_path: Path,
) -> str:
    """The address of a portal through which two sites have exchanged a requisition."""
    settings.DATA_DIR = tmp_path
    with CentralServer(behaviour) as central:
        call_command("demo_exchange", url=portal_server.url, central_url=central.url)
    return portal_server.url


def a_day_of_a_country(site: Site) -> None:
    """A sync that runs, one that failed, and what the sites did in each hour of the last day."""
    job = a_sync(site, JobStatus.FOLLOWING)
    begin(job, StepName.PULL_CENTRAL, 61_500, 94_000)
    a_failed_sync(Site.objects.get(name="Demo health centre"))
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for past in range(24):
        syncs = 40 + 35 * (past % 7)
        FleetHour.objects.create(
            began_at=hour - timedelta(hours=past),
            sync_count=syncs,
            failed_count=syncs // 9 if past % 5 == 0 else 0,
            pushed_count=syncs * 31,
            pulled_count=syncs * 12,
        )


def verify(page: Page, address: str, status: str) -> None:
    """Presses Verify on the page of the site and waits for the end."""
    page.goto(address)
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".job-facts .badge")).to_have_text(status)


def test_it_takes_the_pictures(
    admin_page: Page, portal_server: PortalServer, hospital: Site, picture: Picture
) -> None:
    page, address = admin_page, portal_server.url + path_of(hospital)
    page.set_viewport_size(DESK)
    verify(page, address, "Succeeded")
    page.set_viewport_size(TALL)  # type: ignore[arg-type]
    page.goto(address)
    picture(page, "site")
    page.set_viewport_size(DESK)
    page.goto(f"{portal_server.url}/admin/sites/site/")
    picture(page, "sites")


def test_it_takes_the_picture_of_a_sync(
    admin_page: Page, portal_server: PortalServer, hospital: Site, picture: Picture
) -> None:
    job = a_sync(hospital, JobStatus.FOLLOWING)
    for name in (StepName.PREPARE, StepName.PUSH_V6, StepName.PUSH):
        begin(job, name)
        finish(job, name)
    begin(job, StepName.PULL_CENTRAL, 61_500, 94_000)
    page = admin_page
    page.set_viewport_size(PANEL)  # type: ignore[arg-type]
    page.goto(portal_server.url + path_of(hospital))
    expect(page.locator(".step-running")).to_contain_text("61,500 / 94,000")
    picture(page, "site-sync")


def test_it_takes_the_picture_of_the_overview(
    admin_page: Page, portal_server: PortalServer, hospital: Site, picture: Picture
) -> None:
    a_day_of_a_country(hospital)
    page = admin_page
    page.set_viewport_size(CARDS)  # type: ignore[arg-type]
    page.goto(f"{portal_server.url}/admin/")
    expect(page.locator("#cause-1")).to_contain_text("1 site")
    expect(page.locator(".running progress")).to_be_visible()
    expect(page.locator("#label-health")).to_contain_text("south")
    picture(page, "overview")
    picture(page.locator("#overview-labels"), "overview-labels")


def test_it_takes_the_picture_of_a_user(
    admin_page: Page, portal_server: PortalServer, hospital: Site, picture: Picture
) -> None:
    assert hospital.stores.exists()
    user = people_at_sites()
    page = admin_page
    page.set_viewport_size(LONG)  # type: ignore[arg-type]
    page.goto(f"{portal_server.url}/admin/sites/siteuser/{user.pk}/change/")
    picture(page, "user")


def test_it_takes_the_picture_of_a_failure(
    admin_page: Page, portal_server: PortalServer, hospital: Site, picture: Picture
) -> None:
    central = Site.objects.central().get()
    # A usual mistake: the URL is the portal's own.
    move_central_server(central.pk, portal_server.url, from_site_id=central.pk, reason="Slip")
    page = admin_page
    page.set_viewport_size(DESK)
    verify(page, portal_server.url + path_of(hospital), "Failed")
    picture(page, "verification-failed")


def test_it_takes_the_pictures_of_an_exchange(
    admin_page: Page, exchanged: str, picture: Picture
) -> None:
    page = admin_page
    page.set_viewport_size(DESK)
    # By its number the initialisation of the hospital, which gets more than the clinic.
    job = SyncJob.objects.filter(kind=JobKind.INITIALISE).latest("pk")
    page.goto(f"{exchanged}/admin/syncjobs/syncjob/{job.pk}/change/")
    expect(page.locator(".job-facts .badge")).to_have_text("Succeeded")
    picture(page, "initialisation")
    page.set_viewport_size(TALL)  # type: ignore[arg-type]
    response = Record.objects.filter(table_name="requisition").latest("pk")
    page.goto(f"{exchanged}/admin/syncjobs/record/{response.pk}/change/")
    picture(page, "record")

"""The syncs of a site as they are watched and started on its page."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from sites.models import Site
from syncjobs.choices import JobStatus, StepName
from syncjobs.models import SyncJob
from tests.browser.demonstration import demonstration, path_of
from tests.browser.looks import PHONE, WIDTH
from tests.support.servers import PortalServer
from tests.syncjobs.admin.jobs import page_of
from tests.syncjobs.admin.set_asides import set_aside_row
from tests.syncjobs.admin.syncs import a_failed_sync, a_sync, begin, end, finish

MARK = "window.neverReloaded"
# Where the focus is after the fragment was swapped, for each of the places where it was.
FOCUS_AFTER_SWAP = """async ([fragment, path, ids]) => {
  const left = [];
  for (const id of ids) {
    document.getElementById(id).focus();
    await htmx.ajax("GET", path, {target: fragment, swap: "outerHTML"});
    left.push(document.activeElement.id);
  }
  return left;
}"""

pytestmark = pytest.mark.any_database


@pytest.fixture
def site(portal_server: PortalServer) -> Site:
    """A site of the demonstration; there is no worker, so what is queued waits."""
    return demonstration(portal_server)


@pytest.fixture
def panel(admin_page: Page, portal_server: PortalServer, site: Site) -> Locator:
    """The panel on the page of the site, in which a sync is followed."""
    job = a_sync(site, JobStatus.FOLLOWING)
    begin(job, StepName.PREPARE)
    finish(job, StepName.PREPARE)
    begin(job, StepName.PULL_CENTRAL, 1_000, 94_000)
    admin_page.goto(portal_server.url + path_of(site))
    admin_page.evaluate(f"{MARK} = true")
    return admin_page.locator("#site-sync")


def running(panel: Locator) -> Locator:
    """The step that runs."""
    return panel.locator(".step-running")


def test_it_moves_the_steps_without_loading_the_page_again(panel: Locator, site: Site) -> None:
    expect(running(panel)).to_contain_text("Pull central running 1,000 / 94,000")
    job = SyncJob.objects.get()
    begin(job, StepName.PULL_CENTRAL, 50_000, 94_000)
    expect(running(panel).locator("progress")).to_have_attribute("value", "50000")
    finish(job, StepName.PULL_CENTRAL)
    begin(job, StepName.PULL_REMOTE, 0, 2_264)
    expect(running(panel)).to_contain_text("Pull remote running 0 / 2,264")
    expect(panel.locator(".step-passed")).to_have_count(2)
    finish(job, StepName.PULL_REMOTE)
    end(job, JobStatus.SUCCEEDED)
    expect(panel).to_have_attribute("data-state", "still")
    expect(panel.locator(".job-facts .badge")).to_have_text("Succeeded")
    expect(panel.get_by_role("button", name="Sync now")).to_be_enabled()
    assert panel.page.evaluate(MARK) is True


def test_it_keeps_the_place_of_the_keyboard_while_it_moves(panel: Locator, site: Site) -> None:
    panel.get_by_role("button", name="Cancel").focus()
    begin(SyncJob.objects.get(), StepName.PULL_CENTRAL, 2_000, 94_000)
    expect(running(panel)).to_contain_text("2,000 / 94,000")
    expect(panel.get_by_role("button", name="Cancel")).to_be_focused()


def test_it_keeps_the_place_of_the_keyboard_wherever_that_is(panel: Locator, site: Site) -> None:
    job = SyncJob.objects.get()
    set_aside_row(site)
    errors = {"error_code": "x", "error_message": "Odd.", "error_detail": "All of it."}
    SyncJob.objects.filter(pk=job.pk).update(**errors)
    page = panel.page
    page.reload()
    page.get_by_text("What the site itself said").click()
    assert_focus_stays(page, "#site-sync", f"/admin/sites/site/{site.pk}/sync/")
    page.goto(page.url.partition("/admin/")[0] + page_of(job))
    page.get_by_text("What the site itself said").click()
    assert_focus_stays(page, "#job-live", page_of(job, "live"))


def assert_focus_stays(page: Page, fragment: str, path: str) -> None:
    """Puts the focus on each place of the fragment in turn, which is then loaded again."""
    places = page.locator(f"{fragment} :is(a, button:enabled, summary):visible")
    ids = places.evaluate_all("places => places.map(place => place.id)")
    assert all(ids), ids
    assert len(set(ids)) == len(ids) > 1
    left = page.evaluate(FOCUS_AFTER_SWAP, [fragment, path, ids])
    assert left == ids


def test_it_queues_a_sync_with_the_keyboard_alone(
    admin_page: Page, portal_server: PortalServer, site: Site
) -> None:
    page = admin_page
    page.goto(portal_server.url + path_of(site))
    page.get_by_role("button", name="Sync now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Waiting for the site…")).to_be_disabled()
    expect(page).to_have_url(re.compile("#site-sync$"))
    job = SyncJob.objects.get()
    assert (job.site, job.trigger) == (site, "administrator")
    page.get_by_role("button", name="Cancel").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".job-facts .badge")).to_have_text("Cancelled")


def test_it_tells_an_error_with_its_full_text_to_copy(
    admin_page: Page, portal_server: PortalServer, site: Site
) -> None:
    page = admin_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    job = a_failed_sync(site)
    # A verification that waits has the panel swapped every two seconds.
    waiting = a_sync(site, JobStatus.FOLLOWING)
    SyncJob.objects.filter(pk=waiting.pk).update(kind="verify")
    page.goto(portal_server.url + path_of(site))
    expect(page.locator(".step-failed")).to_contain_text("connection_error; see below.")
    expect(page.locator(".job-error h3")).to_have_text("connection_error")
    page.get_by_text("What the site itself said").click()
    end(waiting, JobStatus.SUCCEEDED)
    expect(page.locator("#site-sync")).to_have_attribute("data-state", "still")
    text = page.locator(f"#error-text-{job.pk}")
    expect(text).to_be_visible()
    page.locator(".job-error").get_by_role("button", name="Copy").click()
    expect(page.locator(".job-error").get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == job_detail(job)


def job_detail(job: SyncJob) -> str:
    """The text that the site gave."""
    return SyncJob.objects.get(pk=job.pk).error_detail


def test_it_says_that_a_cancelled_sync_goes_on_at_the_site(panel: Locator) -> None:
    expect(panel).to_contain_text("the portal stops watching; the site's own sync goes on")
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.page.locator(".messagelist")).to_contain_text("The portal no longer watches")
    assert SyncJob.objects.get().status == JobStatus.CANCELLED


def test_it_shows_the_large_code_of_the_address(
    admin_page: Page, portal_server: PortalServer, site: Site
) -> None:
    page = admin_page
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.goto(portal_server.url + path_of(site))
    expect(page.locator("#address-portal")).to_have_text(portal_server.url)
    expect(page.locator("#addresses")).to_contain_text("This is a loopback address")
    page.get_by_role("link", name="Large QR code", exact=True).click()
    code = page.get_by_role("img", name=f"QR code of {portal_server.url}")
    box = code.locator("svg").bounding_box()
    assert box is not None
    assert 300 < box["width"] == pytest.approx(box["height"], abs=1)
    fills = code.locator("path").evaluate_all(
        "paths => paths.map(p => [getComputedStyle(p).fill, getComputedStyle(p).stroke])"
    )
    assert fills[0][0] == "rgb(255, 255, 255)"
    assert fills[1][1] == "rgb(0, 0, 0)"
    assert page.evaluate(WIDTH) <= PHONE["width"]


def test_it_asks_before_it_initialises_again(
    admin_page: Page, portal_server: PortalServer, site: Site
) -> None:
    page = admin_page
    Site.objects.filter(pk=site.pk).update(initialisation_status="completed")
    page.goto(portal_server.url + path_of(site))
    page.get_by_role("link", name="Initialise again").click()
    expect(page.locator(".consequence")).to_contain_text("is discarded and built anew")
    page.get_by_role("button", name="Initialise again").click()
    expect(page.locator(".job-facts .badge")).to_have_text("Waiting")
    page.goto(portal_server.url + path_of(site))
    expect(page.get_by_role("button", name="Preparing its data…")).to_be_disabled()


def test_it_works_without_scripts(
    without_scripts: Page, portal_server: PortalServer, site: Site
) -> None:
    page = without_scripts
    page.goto(portal_server.url + path_of(site))
    page.get_by_role("button", name="Sync now").click()
    job = SyncJob.objects.get()
    begin(job, StepName.PREPARE)
    page.get_by_role("link", name="Load the page again").click()
    expect(page.locator("#site-sync .step")).to_have_count(7)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".messagelist")).to_be_visible()


def test_it_offers_to_copy_only_with_scripts(
    admin_page: Page, without_scripts: Page, portal_server: PortalServer, site: Site
) -> None:
    a_failed_sync(site)
    for page, visible in ((admin_page, True), (without_scripts, False)):
        page.goto(portal_server.url + path_of(site))
        page.get_by_text("What the site itself said").click()
        buttons = page.locator("[data-copy]")
        expect(buttons).to_have_count(2)
        for number in range(2):
            expect(buttons.nth(number)).to_be_visible(visible=visible)

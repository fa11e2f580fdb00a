"""The fleet at a glance, in a browser: what moves, by keyboard alone, on a phone, for everybody."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sites.models import Site
from syncjobs.choices import JobStatus, StepName
from syncjobs.models import FleetHour, SetAsideRecord, SyncJob, SyncStep
from tests.browser.demonstration import demonstration
from tests.browser.looks import LUMINANCE, PHONE, WIDTH, Scheme, grave_problems
from tests.browser.signed_in import sign_in
from tests.support.servers import PortalServer
from tests.syncjobs.fleet.syncs import a_sync

pytestmark = pytest.mark.any_database
FOCUSED = "document.activeElement.id"
MARK = "window.neverReloaded"


@pytest.fixture
def fleet(portal_server: PortalServer) -> Site:
    """A site that syncs, in a fleet in which something failed and something is set aside."""
    site = demonstration(portal_server)
    now = timezone.now()
    a_sync(
        site,
        JobStatus.FAILED,
        error_code="site_went_silent",
        error_message="The site was silent for 15 minutes in the middle of its sync. " * 3,
    )
    job = a_sync(site, JobStatus.FOLLOWING, finished_at=None, heartbeat_at=now)
    SyncStep.objects.create(
        job=job, attempt=1, name=StepName.PULL_REMOTE, started_at=now, done=10, total=50_000
    )
    SetAsideRecord.objects.create(site=site, reason_code="unroutable", set_aside_at=now)
    hour = now.replace(minute=0, second=0, microsecond=0)
    FleetHour.objects.create(
        began_at=hour, sync_count=12, failed_count=3, pushed_count=40, pulled_count=9_000
    )
    return site


def test_it_moves_while_something_runs_and_rests_afterwards(
    admin_page: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = admin_page
    page.goto(f"{portal_server.url}/admin/")
    page.evaluate(f"{MARK} = true")
    page.locator("#all-sites").focus()
    bar = page.locator(".running progress")
    expect(bar).to_have_attribute("value", "10")
    SyncStep.objects.update(done=20_000)
    expect(bar).to_have_attribute("value", "20000")
    expect(page.locator(".running")).to_contain_text("Pull remote 20,000 / 50,000")
    assert page.evaluate(FOCUSED) == "all-sites"
    SyncJob.objects.filter(status=JobStatus.FOLLOWING).update(status=JobStatus.SUCCEEDED)
    expect(page.locator("#overview-live")).to_have_attribute("data-state", "still")
    expect(page.locator("#overview-live")).to_contain_text("Nothing runs")
    SyncJob.objects.filter(status=JobStatus.SUCCEEDED).update(status=JobStatus.FOLLOWING)
    page.locator("#overview-refresh").press("Enter")
    expect(page.locator("#overview-live")).to_have_attribute("data-state", "moving")
    assert page.evaluate(FOCUSED) == "overview-refresh"
    assert page.evaluate(MARK) is True


def test_it_notices_what_begins_while_nobody_touches_it(
    admin_page: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = admin_page
    SyncJob.objects.filter(status=JobStatus.FOLLOWING).update(status=JobStatus.EXPECTING)
    page.clock.install()
    page.goto(f"{portal_server.url}/admin/")
    expect(page.locator("#overview-live")).to_have_attribute("data-state", "still")
    page.locator("#jobs-moving").focus()
    SyncJob.objects.filter(status=JobStatus.EXPECTING).update(status=JobStatus.FOLLOWING)
    page.clock.run_for(31_000)
    expect(page.locator("#jobs-moving")).to_have_text("1 running")
    assert page.evaluate(FOCUSED) == "jobs-moving"


def test_the_focus_stays_whatever_has_it(
    admin_page: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = admin_page
    page.clock.install()
    page.goto(f"{portal_server.url}/admin/")
    links = page.locator("#overview-live a").evaluate_all("links => links.map(link => link.id)")
    for link in links:
        # So that one sees that this part of the page was replaced.
        page.evaluate("document.querySelector('#overview-live').dataset.isOld = ''")
        page.locator(f"#{link}").focus()
        page.clock.run_for(2_500)
        expect(page.locator("#overview-live[data-is-old]")).to_have_count(0)
        assert page.evaluate(FOCUSED) == link


def test_it_is_used_with_the_keyboard_alone(
    admin_page: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = admin_page
    page.goto(f"{portal_server.url}/admin/")
    tab_to(page, "health-ok")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{portal_server.url}/admin/sites/site/?health=ok")
    expect(page.get_by_role("link", name=fleet.name)).to_be_visible()
    page.go_back()
    tab_to(page, "cause-1")
    page.keyboard.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#result_list")).to_contain_text("site_went_silent")
    page.go_back()
    tab_to(page, "set-aside")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.copy") == "#central-url"
    page.locator("summary").press("Enter")
    expect(page.get_by_role("cell", name="9000")).to_be_visible()


def test_it_hands_the_list_out_as_a_file(
    admin_page: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = admin_page
    page.goto(f"{portal_server.url}/admin/sites/site/?health=never_seen")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("site_id,uuid,name,")
    assert [line.split(",")[2] for line in lines[1:]] == ["Demo clinic"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everybody_to_use_on_a_phone_too(
    browser_page: Page, portal_server: PortalServer, fleet: Site, scheme: Scheme
) -> None:
    # Not the page that may complain about nothing: axe-core itself sets inline styles.
    page = browser_page
    sign_in(page.context, portal_server)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{portal_server.url}/admin/")
    page.locator("summary").click()
    assert (page.evaluate(LUMINANCE) < 100) == (scheme == "dark")
    problems = grave_problems(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDTH) <= PHONE["width"]
    problems += grave_problems(page)
    page.goto(f"{portal_server.url}/admin/sites/site/")
    assert page.evaluate(WIDTH) <= PHONE["width"]
    problems += grave_problems(page)
    assert not problems, "\n".join(problems)


def test_the_lists_can_be_sorted_on_a_phone_too(
    admin_page: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = admin_page
    page.set_viewport_size(PHONE)
    page.goto(f"{portal_server.url}/admin/sites/site/")
    for column, order in (("Last success", "6.1"), ("Waiting", "7.6.1")):
        page.get_by_role("link", name=column, exact=True).click()
        expect(page).to_have_url(f"{portal_server.url}/admin/sites/site/?o={order}")
    assert page.evaluate(WIDTH) <= PHONE["width"]
    # By its stores it is not sorted.
    expect(page.locator("thead .column-show_health")).to_be_visible()
    expect(page.locator("thead .column-show_stores")).to_be_hidden()


def test_a_phone_says_nothing_of_what_has_not_come_yet(
    admin_page: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = admin_page
    page.set_viewport_size(PHONE)
    page.goto(f"{portal_server.url}/admin/syncjobs/syncjob/?status__exact=following")
    expect(page.locator("td.field-show_status")).to_be_visible()
    for column in ("show_duration", "show_error"):
        expect(page.locator(f"td.field-{column}")).to_be_hidden()


def test_it_needs_no_scripts(
    without_scripts: Page, portal_server: PortalServer, fleet: Site
) -> None:
    page = without_scripts
    page.goto(f"{portal_server.url}/admin/")
    expect(page.locator(".running")).to_contain_text("Pull remote 10 / 50,000")
    SyncStep.objects.update(done=20_000)
    page.locator("#overview-refresh").click()
    expect(page.locator(".running")).to_contain_text("Pull remote 20,000 / 50,000")


def tab_to(page: Page, wanted: str) -> None:
    """Presses the tabulator until the focus, which can be seen, is on the link of this id."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == wanted:
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"The tabulator never came to {wanted}.")

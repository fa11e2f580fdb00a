"""What was set aside, from the site's page to the decision."""

import pytest
from playwright.sync_api import Page, expect

from sites.models import Site, Store
from syncjobs.models import Record, SetAsideRecord
from tests.browser.demonstration import demonstration, path_of
from tests.browser.looks import Scheme, grave_problems
from tests.browser.signed_in import sign_in
from tests.support.servers import PortalServer
from tests.syncjobs.admin.set_asides import set_aside_row


@pytest.fixture
def site(portal_server: PortalServer) -> Site:
    """A site that pushed two stocktakes of a store that is not in the register yet."""
    site = demonstration(portal_server)
    for record_id in ("S-1", "S-2"):
        set_aside_row(
            site,
            record_id,
            table_name="Stock_take",
            data=f'{{"ID": "{record_id}", "store_ID": "LATE", "comment": "Counted"}}',
            reason_code="store_unknown",
            reason="The store LATE is not in the register.",
            advice="Register the store, then try the record again.",
        )
    return site


@pytest.fixture
def set_aside(admin_page: Page, portal_server: PortalServer, site: Site) -> Page:
    """The list of what was set aside of the site, reached from the site's page."""
    admin_page.goto(portal_server.url + path_of(site))
    admin_page.locator("#its-records").get_by_role("link", name="2 records").click()
    return admin_page


def test_it_is_tried_again_until_it_is_accepted(set_aside: Page, site: Site) -> None:
    page = set_aside
    page.get_by_role("link", name="Stock_take S-1").click()
    expect(page.locator(".field-show_advice .readonly")).to_contain_text("Register the store")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".messagelist .warning")).to_contain_text("0 of 1 accepted.")
    expect(page.locator("h2").first).to_contain_text("Stock_take S-1")
    Store.objects.create(pk="LATE", code="LATE", site=site)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 of 1 accepted.")
    expect(page.get_by_role("link", name="Stock_take S-1")).to_have_count(0)
    assert Record.objects.get(record_id="S-1").owner_store_id == "LATE"


@pytest.mark.any_database
def test_it_is_discarded_with_a_reason(set_aside: Page) -> None:
    page = set_aside
    page.get_by_role("link", name="Stock_take S-2").click()
    page.get_by_role("link", name="Discard").click()
    expect(page.locator(".consequence")).to_contain_text("will not be tried again")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".errorlist")).to_contain_text("This field is required.")
    page.get_by_label("Reason").fill("Entered twice")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 record is discarded.")
    expect(page.locator(".field-show_decision .readonly")).to_contain_text("Entered twice")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    page.get_by_role("link", name="Set aside records").first.click()
    expect(page.get_by_role("link", name="Stock_take S-2")).to_have_count(0)
    page.get_by_role("link", name="Discarded").click()
    expect(page.get_by_role("link", name="Stock_take S-2")).to_be_visible()


@pytest.mark.any_database
def test_it_is_discarded_from_the_list_with_the_others(set_aside: Page) -> None:
    page = set_aside
    page.get_by_label("Select all objects on this page for an action").check()
    page.locator("select[name=action]").select_option(label="Discard the selected records…")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".consequence")).to_contain_text("These 2 records will not be tried again")
    page.get_by_label("Reason").fill("Of a store that was closed")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".messagelist .success")).to_contain_text("2 records are discarded.")
    assert not SetAsideRecord.objects.filter(discarded_at__isnull=True).exists()


@pytest.mark.any_database
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everybody_to_use(
    browser_page: Page, portal_server: PortalServer, site: Site, scheme: Scheme
) -> None:
    # Not the page that may complain about nothing: axe-core itself sets inline styles.
    page, problems = browser_page, []
    sign_in(page.context, portal_server)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{portal_server.url}/admin/syncjobs/setasiderecord/?site={site.pk}")
    problems += grave_problems(page)
    page.get_by_role("link", name="Stock_take S-1").click()
    problems += grave_problems(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".messagelist .warning")).to_be_visible()
    problems += grave_problems(page)
    page.get_by_role("link", name="Discard").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".errorlist")).to_be_visible()
    problems += grave_problems(page)
    page.get_by_label("Reason").fill("Entered twice")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    problems += grave_problems(page)
    assert not problems, "\n".join(problems)

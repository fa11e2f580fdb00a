"""Looking for a change in the history, with the keyboard, and taking what is found as a file."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sites.models import Site
from sites.registration import SiteDetails, change_site
from tests.browser.demonstration import HOSPITAL, demonstration, path_of
from tests.browser.pictures import Picture
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database


@pytest.fixture
def site(portal_server: PortalServer) -> Site:
    """A site that was changed."""
    site = demonstration(portal_server)
    change_site(site.pk, SiteDetails(site.name, "H-NEW"), "New codes")
    return site


def test_a_change_is_found_from_the_page_of_its_site_and_exported(
    admin_page: Page, portal_server: PortalServer, site: Site, picture: Picture
) -> None:
    page = admin_page
    page.goto(portal_server.url + path_of(site))
    page.get_by_role("link", name="History", exact=True).last.click()
    page.get_by_role("link", name="Everything that is kept of it").click()
    expect(page.locator("#content")).to_contain_text(f"Only changes of {HOSPITAL}")
    expect(page.locator("#kept-changes tbody tr").nth(1)).to_be_visible()
    picture(page.locator("#content"), "history")
    page.get_by_label("What happened").select_option("changed")
    page.get_by_label("Search").fill("district")
    page.get_by_label("Search").press("Enter")
    newest = page.locator("#kept-changes tbody tr").first
    expect(newest).to_contain_text("New codes")
    expect(newest).to_contain_text("H-NEW")
    expect(newest.get_by_role("link", name=HOSPITAL)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(text.splitlines()))
    assert {line["what_happened"] for line in lines} == {"changed"}
    assert lines[0]["after"] == "H-NEW"

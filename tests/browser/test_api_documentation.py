"""The page on which people read what the REST API does, and try it out."""

import pytest
from playwright.sync_api import Page, expect

from sites.models import Site
from tests.browser.pictures import Picture
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database

DOCS = "/api/v1/docs/"


def test_a_call_is_tried_out_under_the_policy_of_the_portal(
    admin_page: Page, portal_server: PortalServer, picture: Picture
) -> None:
    admin_page.goto(portal_server.url + DOCS)
    register = admin_page.locator("#operations-sites-sites_create")
    expect(register).to_be_visible()
    picture(admin_page, "rest-api")
    register.get_by_text("Register a site").click()
    register.get_by_role("button", name="Try it out").click()
    register.locator("textarea").fill('{"name": "District 12", "store_codes": ["D12"]}')
    register.get_by_role("button", name="Execute").click()
    expect(register.locator(".live-responses-table .response-col_status").last).to_contain_text(
        "201"
    )
    assert Site.objects.get().stores.get().code == "D12"


def test_whoever_is_not_signed_in_signs_in_first(
    browser_page: Page, portal_server: PortalServer
) -> None:
    browser_page.goto(portal_server.url + DOCS)
    expect(browser_page).to_have_url(f"{portal_server.url}/admin/login/?next={DOCS}")

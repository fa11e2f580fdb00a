"""Deciding about a second device of a site: side by side, with the keyboard, on a phone."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from sites.models import PendingClaim, Site
from syncjobs.demonstration import DEMO_SITES
from tests.browser.demonstration import HOSPITAL, call, demonstration, path_of
from tests.browser.looks import PHONE, WIDTH, Scheme, grave_problems
from tests.browser.signed_in import sign_in
from tests.sites.calls import Caller
from tests.support.servers import PortalServer

PASSWORD = next(demo.password for demo in DEMO_SITES if demo.name == HOSPITAL)
NEW = Caller(HOSPITAL, PASSWORD, "new-tablet", "Open mSupply Android", "2.20.0")

pytestmark = pytest.mark.any_database


@pytest.fixture
def page(browser_page: Page, portal_server: PortalServer) -> Page:
    """A page whose person is signed in; axe-core itself breaks the policy, so nobody listens."""
    sign_in(browser_page.context, portal_server)
    return browser_page


@pytest.fixture
def site(portal_server: PortalServer) -> Site:
    """A site that a second device wants to be."""
    site = demonstration(portal_server)
    assert call(portal_server, NEW).status_code == 401
    return site


def test_it_accepts_a_new_device_with_the_keyboard_alone(
    page: Page, portal_server: PortalServer, site: Site
) -> None:
    page.goto(portal_server.url + path_of(site))
    bound, new = page.locator(".device").all()
    expect(bound).to_contain_text(site.hardware_id)
    expect(new).to_contain_text("new-tablet")
    places = [bound.bounding_box(), new.bounding_box()]
    assert places[0] is not None
    assert places[1] is not None
    assert places[0]["y"] == places[1]["y"]
    assert grave_problems(page) == []
    page.get_by_role("link", name="Accept the new device").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".consequence")).to_contain_text("is refused from then on")
    assert grave_problems(page) == []
    page.get_by_label("Reason").focus()
    page.keyboard.type("The old tablet broke")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is bound to new-tablet now")
    expect(page.locator("#claims")).to_have_count(0)
    old = replace(NEW, hardware_id=site.hardware_id)
    assert [call(portal_server, caller).status_code for caller in (NEW, old)] == [200, 401]
    page.reload()
    expect(page.locator("#claims")).to_contain_text(site.hardware_id)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_warns_of_two_devices_on_a_phone(
    page: Page, portal_server: PortalServer, site: Site, scheme: Scheme
) -> None:
    claim = PendingClaim.objects.get()
    claim.alternated_at = claim.last_at
    claim.hardware_id = "0123456789abcdef" * 12
    claim.save()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    page.goto(portal_server.url + path_of(site))
    expect(page.get_by_role("heading", name="Two devices use this site")).to_be_visible()
    assert page.evaluate(WIDTH) <= PHONE["width"]
    assert grave_problems(page) == []
    page.get_by_role("link", name="Keep the old one").click()
    page.get_by_role("button", name="Keep the old one").click()
    expect(page.locator(".messagelist")).to_contain_text("1 other device is turned away")

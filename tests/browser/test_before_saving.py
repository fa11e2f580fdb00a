"""A change that is looked at before it is saved, and verified first."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from sites.models import Site, Store
from tests.browser.demonstration import demonstration, path_of
from tests.browser.looks import PHONE, WIDTH
from tests.browser.pictures import Picture
from tests.central_server import Behaviour, CentralServer
from tests.portal.workers import wait_for_worker
from tests.support.servers import CeleryWorker, PortalServer

pytestmark = pytest.mark.any_database

HIGH_DESK: ViewportSize = {"width": 1280, "height": 1000}


def save(page: Page) -> None:
    """Presses the button of that name."""
    page.get_by_role("button", name="Save", exact=True).click()


def test_it_verifies_a_new_url_and_saves_it_with_a_reason(
    admin_page: Page,
    portal_server: PortalServer,
    celery_worker_process: CeleryWorker,
    behaviour: Behaviour,
    picture: Picture,
) -> None:
    page = admin_page
    demonstration(portal_server)
    wait_for_worker()
    central = Site.objects.central().get()
    with CentralServer(behaviour) as moved:
        page.set_viewport_size(HIGH_DESK)
        page.goto(portal_server.url + path_of(central))
        page.get_by_label("URL:", exact=True).fill(moved.url.replace("127.0.0.1", "localhost"))
        save(page)
        expect(page.locator("#impact-summary")).to_contain_text("3 sites would get a different URL")
        page.get_by_label("Reason:").fill("The server moved")
        picture(page.locator("#content"), "before-saving")
        page.set_viewport_size(PHONE)
        page.get_by_role("button", name="Verify first").click()
        expect(page.locator("#job-live .badge").first).to_have_text("Succeeded")
        expect(page.locator(".step-passed")).to_have_count(6)
        assert Site.objects.central().get().url == central.url
        expect(page.get_by_label("Reason:")).to_have_value("The server moved")
        assert page.evaluate(WIDTH) <= PHONE["width"]
        save(page)
        expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
        assert Site.objects.central().get().url.startswith("http://localhost:")


def test_it_renames_a_site_once_it_has_a_reason(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page, site = admin_page, demonstration(portal_server)
    page.goto(portal_server.url + path_of(site))
    page.get_by_label("Name:", exact=True).fill("Demo regional hospital")
    save(page)
    expect(page.locator(".impact")).to_contain_text("site_name_not_found")
    save(page)
    expect(page.locator(".errorlist")).to_contain_text("A reason is required for that.")
    page.get_by_label("Reason:").fill("It serves the region")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("Demo regional hospital")
    assert Site.objects.get(pk=site.pk).name == "Demo regional hospital"


def test_it_goes_back_to_what_was_typed_without_scripts(
    without_scripts: Page, portal_server: PortalServer
) -> None:
    page, site = without_scripts, demonstration(portal_server)
    page.goto(portal_server.url + path_of(site))
    page.get_by_label("Name:", exact=True).fill("Demo regional hospital")
    page.locator("#id_stores-1-code").fill("WARD")
    page.locator("#id_stores-1-name").fill("New ward")
    save(page)
    page.get_by_label("Reason:").fill("It serves the region")
    page.get_by_role("button", name="Back to the form").click()
    expect(page.get_by_label("Name:", exact=True)).to_have_value("Demo regional hospital")
    expect(page.locator("#id_stores-1-code")).to_have_value("WARD")
    expect(page.get_by_label("Reason of this change:")).to_have_value("It serves the region")
    save(page)
    save(page)
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
    assert Store.objects.get(code="WARD").site == site

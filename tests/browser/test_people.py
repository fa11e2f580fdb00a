"""An administrator adds somebody who works at a site, on a phone and without a mouse's help."""

import pytest
from playwright.sync_api import Page, expect

from sites.models import Role, SiteUser
from sites.site_users.passwords import verify_password
from tests.browser.demonstration import demonstration
from tests.browser.looks import PHONE, WIDTH
from tests.browser.people_at_sites import people_at_sites
from tests.sites.site_users.people import stores_of
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database


def test_it_makes_a_role_and_a_user_who_holds_it(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page = admin_page
    demonstration(portal_server)
    page.set_viewport_size(PHONE)
    page.goto(f"{portal_server.url}/admin/sites/role/add/")
    page.get_by_label("Name:", exact=True).fill("Dispenser")
    dispensing = page.get_by_role("group", name="Issuing and dispensing")
    dispensing.get_by_label("Create and edit outbound shipments and prescriptions").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("Dispenser")
    assert Role.objects.get().permissions == [42, 121]

    page.goto(f"{portal_server.url}/admin/sites/siteuser/add/")
    page.get_by_label("User name:").fill("bela")
    page.get_by_label("No password yet").uncheck()
    page.get_by_label("Language:").select_option("French")
    store = page.locator("#id_accesses-0-store_code")
    store.press_sequentially("hosp")
    offered = page.locator("#store-codes option")
    expect(offered).to_have_count(1)
    store.fill(offered.get_attribute("value") or "")
    page.locator("#id_accesses-0-is_default").check()
    page.locator("tr#accesses-0").get_by_label("Dispenser").check()
    assert page.evaluate(WIDTH) <= PHONE["width"]
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="bela is added.")).to_be_visible()
    assert page.evaluate(WIDTH) <= PHONE["width"]
    user = SiteUser.objects.get()
    assert verify_password(user.password_hash, page.locator("#password").inner_text())
    assert stores_of(user) == {"DEMO-HOSP": (["Dispenser"], True, True)}
    page.get_by_role("link", name="I have noted it").click()
    expect(page.get_by_label("User name:")).to_have_value("bela")


def test_a_row_that_was_added_offers_stores_too(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page = admin_page
    demonstration(portal_server)
    user = people_at_sites()
    page.goto(f"{portal_server.url}/admin/sites/siteuser/{user.pk}/change/")
    page.locator(".add-row a").click()
    rows = page.locator("tr.form-row:not(.empty-form) input[name$=store_code]")
    rows.last.press_sequentially("clinic")
    expect(page.locator("#store-codes option")).to_have_count(1)


def test_it_works_without_scripts(without_scripts: Page, portal_server: PortalServer) -> None:
    page = without_scripts
    demonstration(portal_server)
    page.goto(f"{portal_server.url}/admin/sites/siteuser/add/")
    page.get_by_label("User name:").fill("bela")
    page.get_by_label("No password yet").uncheck()
    page.locator("#id_accesses-0-store_code").fill("DEMO-HC")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="bela is added.")).to_be_visible()
    assert set(stores_of(SiteUser.objects.get())) == {"DEMO-HC"}


def test_it_imports_a_file(admin_page: Page, portal_server: PortalServer) -> None:
    page = admin_page
    demonstration(portal_server)
    page.goto(f"{portal_server.url}/admin/sites/siteuser/")
    page.get_by_role("link", name="Import from CSV").click()
    content = b"name,stores\ncleo,DEMO-HOSP\ndora,DEMO-HC\n"
    file = {"name": "users.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("CSV file:").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Look what it does").click()
    expect(page.locator("#planned-lines")).to_contain_text("cleo")
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".messagelist .success")).to_contain_text("2 added, 0 changed.")
    assert SiteUser.objects.count() == 2


def test_the_boxes_of_a_role_can_be_seen(admin_page: Page, portal_server: PortalServer) -> None:
    page = admin_page
    for viewport in (PHONE, {"width": 1280, "height": 900}):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.goto(f"{portal_server.url}/admin/sites/role/add/")
        box = page.get_by_label("See purchase orders").bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 10

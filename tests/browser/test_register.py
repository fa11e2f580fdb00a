"""What a newcomer does first: sites, passwords, the tick."""

import re

import pytest
from playwright.sync_api import Page, expect

from sites.models import Site, Store
from syncjobs.models import StoreMove
from tests.browser.demonstration import call, demonstration, path_of
from tests.browser.signed_in import NAME, PASSWORD, an_administrator, problems_of
from tests.sites.calls import Caller
from tests.support.servers import PortalServer


def test_it_leads_a_newcomer_to_a_site_that_is_let_in(
    browser_page: Page, portal_server: PortalServer
) -> None:
    an_administrator()
    page, problems = browser_page, problems_of(browser_page)
    page.goto(portal_server.url)
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Add the site").click()
    page.get_by_label("Name:", exact=True).fill("Lakeside clinic")
    page.locator("#id_stores-0-code").fill("LAKE")
    page.locator("#id_stores-0-name").fill("Lakeside store")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Lakeside clinic is registered.")).to_be_visible()
    password = page.locator("#password").inner_text()
    assert call(portal_server, Caller("Lakeside clinic", password)).status_code == 200
    page.get_by_role("link", name="I have noted it").click()
    expect(page.get_by_label("Name:", exact=True)).to_have_value("Lakeside clinic")
    assert password not in page.content()
    assert problems == []


@pytest.mark.any_database
def test_it_copies_the_password(admin_page: Page, portal_server: PortalServer) -> None:
    page = admin_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(portal_server.url + path_of(demonstration(portal_server), "set-password"))
    page.get_by_role("button", name="Set a new password").click()
    page.locator("[data-copy='#password']").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#password").inner_text()


@pytest.mark.any_database
def test_it_shows_the_joined_url_as_it_is_typed(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page = admin_page
    page.goto(portal_server.url + path_of(demonstration(portal_server)))
    joined = page.locator("#joined-url")
    page.get_by_label("URL:", exact=True).press_sequentially("central.example.org")
    expect(joined).to_contain_text("The URL does not begin with http:// or https://.")
    page.get_by_label("URL:", exact=True).fill("https://central.example.org/oms")
    expect(joined).to_contain_text("The URL contains the path /oms.")
    page.get_by_label("URL:", exact=True).fill("https://Central.example.org:443/")
    expect(joined).to_have_text("https://central.example.org/central/sync/")
    assert Site.objects.central().get().url == "http://127.0.0.1:2055"


def test_it_moves_the_tick_through_a_page_that_says_what_happens(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page, site = admin_page, demonstration(portal_server)
    page.goto(portal_server.url + path_of(site))
    page.get_by_label("Site is Open mSupply central server").check()
    page.get_by_label("URL:", exact=True).fill("https://new.example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist").first).to_contain_text(
        "Demo central server is the Open mSupply central server now"
    )
    page.get_by_role("link", name="Make this the central server").click()
    expect(page.locator(".consequence")).to_contain_text("3 sites will be sent to the URL below")
    page.get_by_label("Central URL:").fill("https://new.example.org")
    page.get_by_label("Reason:").fill("The old machine is worn out")
    page.get_by_role("button", name="Make this the central server").click()
    expect(page.locator(".messagelist .success")).to_contain_text(f"{site.name} is the Open")
    assert Site.objects.central().get() == site


@pytest.mark.any_database
def test_it_chooses_the_site_of_a_store_by_typing(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page, site = admin_page, demonstration(portal_server)
    store = Store.objects.create(code="NEW", name="New store")
    page.goto(f"{portal_server.url}/admin/sites/store/{store.pk}/change/")
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").press_sequentially("hospital")
    page.get_by_role("option", name=site.name).click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(f"makes the store active on {site.name}")
    assert StoreMove.objects.get(store=store).to_site == site


@pytest.mark.any_database
def test_it_finds_its_way_with_the_keyboard_alone(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page, site = admin_page, demonstration(portal_server)
    page.goto(f"{portal_server.url}/admin/sites/site/")
    tab_to(page, "q")
    page.keyboard.type("hospital")
    enter(page)
    tab_to(page, site.name)
    enter(page)
    expect(page).to_have_url(re.compile(f"/{site.pk}/change/"))
    tab_to(page, "code")
    page.keyboard.type("KEYS")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
    site.refresh_from_db()
    assert site.code == "KEYS"


def enter(page: Page) -> None:
    """Presses Enter and waits for the page that it leads to: until then nothing has the focus."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, wanted: str) -> None:
    """Presses the tabulator until the focus is where the text or name begins like this."""
    focused = "[document.activeElement.innerText ?? '', document.activeElement.name ?? '']"
    for _ in range(80):
        page.keyboard.press("Tab")
        if any(text.startswith(wanted) for text in page.evaluate(focused)):
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"The tabulator never came to {wanted}.")

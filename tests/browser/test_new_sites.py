"""A new site in a minute, many from a file, and the cards for the people there."""

import re

import pytest
from playwright.sync_api import Page, expect

from sites.check_words import check_words
from sites.models import Site, Store
from tests.browser.demonstration import call
from tests.browser.looks import PHONE, WIDTH, grave_problems
from tests.browser.openers import choose_sites
from tests.browser.pictures import Picture
from tests.browser.signed_in import problems_of, sign_in
from tests.sites.calls import Caller
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database

PRINTED = "document.body.innerText.replace(/\\s+/g, ' ').trim()"


def pages_of(pdf: bytes) -> int:
    """How many sheets of paper it takes."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("width", [PHONE["width"], 1_280])
def test_a_name_and_a_store_end_with_a_card_that_lets_the_site_in(
    browser_page: Page, portal_server: PortalServer, picture: Picture, width: int
) -> None:
    # Not the page that may complain about nothing: axe-core itself sets inline styles.
    page = browser_page
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page.context, portal_server)
    Store.objects.create(code="KAM", name="Kamuzu Central")
    page.goto(f"{portal_server.url}/admin/sites/site/")
    page.get_by_role("link", name="New site", exact=True).click()
    page.get_by_label("Name:", exact=True).fill("Lakeside clinic")
    page.get_by_label("Code of store 1").press_sequentially("ka")
    expect(page.locator("#store-codes option")).to_have_attribute("value", "KAM")
    page.get_by_label("Code of store 1").fill("KAM")
    page.get_by_label("Code of store 2").fill("LAKE")
    page.get_by_label("Name of store 2").fill("Lakeside store")
    assert grave_problems(page) == []
    if width > PHONE["width"]:
        picture(page.locator("#content"), "new-site")
    page.get_by_role("button", name="Make the site").click()
    expect(page.get_by_role("heading", name="Lakeside clinic is registered.")).to_be_visible()
    assert page.evaluate(WIDTH) <= width
    assert grave_problems(page) == []
    if width > PHONE["width"]:
        picture(page.locator(".site-card"), "card")
    password = page.locator("#password").inner_text()
    assert call(portal_server, Caller("Lakeside clinic", password)).status_code == 200
    words = " ".join(check_words(portal_server.url, "Lakeside clinic"))
    expect(page.locator(".words")).to_have_text(words)
    page.get_by_role("link", name="I have noted it").click()
    expect(page.locator("#check-words")).to_have_text(words)
    assert password not in page.content()
    page.get_by_role("link", name="Card of this site").click()
    expect(page.locator(".site-card")).to_contain_text("not shown again")
    assert password not in page.content()


def test_a_file_that_was_put_right_ends_with_cards_to_print(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page = admin_page
    lines = [f"Health post {number},,P{number}:Post {number}" for number in range(5)]
    heading = "name,code,stores\n"
    choose_sites(page, portal_server.url, heading + "\n".join([*lines, ",,A:A"]))
    expect(page.locator("#bad-lines")).to_contain_text("The name is empty.")
    expect(page.get_by_role("button", name="Make the sites")).to_have_count(0)
    choose_sites(page, portal_server.url, heading + "\n".join(lines))
    expect(page.locator("#planned-lines")).to_contain_text("P4 (Post 4, new)")
    page.get_by_role("button", name="Make the sites").dblclick()
    expect(page.get_by_role("heading", name="5 sites registered")).to_be_visible()
    assert Site.objects.count() == 5
    card = page.locator(".site-card", has_text="Health post 3")
    password = card.locator("code").nth(2).inner_text()
    assert call(portal_server, Caller("Health post 3", password)).status_code == 200
    # Four on A4, one on A6, and nothing but cards.
    assert pages_of(page.pdf(format="A4")) == 2
    assert pages_of(page.pdf(format="A6")) == 5
    page.emulate_media(media="print")
    printed = page.evaluate(PRINTED)
    assert printed.startswith("Health post 0 ")
    assert printed.endswith("then press Initialise.")


def test_a_card_needs_no_script(without_scripts: Page, portal_server: PortalServer) -> None:
    page, problems = without_scripts, problems_of(without_scripts)
    page.goto(f"{portal_server.url}/admin/sites/site/new/")
    page.get_by_label("Name:", exact=True).fill("Lakeside clinic")
    page.get_by_label("Code of store 1").fill("LAKE")
    page.get_by_label("Name of store 1").fill("Lakeside store")
    page.get_by_role("button", name="Room for more stores").click()
    page.get_by_label("Code of store 6").fill("WARD")
    page.get_by_label("Name of store 6").fill("Ward")
    page.get_by_role("button", name="Make the site").click()
    expect(page.locator(".site-card svg")).to_be_visible()
    expect(page.locator("#password")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    assert problems == []

"""The list of sections beside every page, open, closed and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demonstration import demonstration
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database
BUTTON = "#toggle-nav-sidebar"
CONTENT = "#content-start"
# Of a phone in landscape, and from where on the portal has a sidebar of its own width.
WIDTHS = (844, 1024, 1280)


def edges(page: Page) -> tuple[float, float, float]:
    """Where the button of the sidebar ends, where the content begins, and where it ends."""
    button, content = page.locator(BUTTON).bounding_box(), page.locator(CONTENT).bounding_box()
    assert button is not None
    assert content is not None
    return button["x"] + button["width"], content["x"], content["x"] + content["width"]


def show(page: Page, server: PortalServer, width: int) -> None:
    """The list of sites in a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server.url}/admin/sites/site/")


def test_the_content_begins_beside_it(admin_page: Page, portal_server: PortalServer) -> None:
    page, sidebar = admin_page, admin_page.locator("#nav-sidebar")
    demonstration(portal_server)
    for width in WIDTHS:
        show(page, portal_server, width)
        expect(sidebar).to_be_visible()
        box = sidebar.bounding_box()
        assert box is not None
        button, begins, ends = edges(page)
        assert (box["x"], begins) == (button, box["x"] + box["width"])
        assert ends <= width
        page.locator(BUTTON).click()
        expect(sidebar).to_be_hidden()
        assert edges(page) == (button, button, width)
        page.locator(BUTTON).click()


def test_without_scripts_it_takes_no_room(
    without_scripts: Page, portal_server: PortalServer
) -> None:
    demonstration(portal_server)
    for width in WIDTHS:
        show(without_scripts, portal_server, width)
        button, begins, ends = edges(without_scripts)
        assert (begins, ends) == (button, width)

"""What must hold on every page: no errors, for everybody to use, on a phone, in the dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.demonstration import demonstration
from tests.browser.pages import PAGES, a_failed_job
from tests.browser.signed_in import problems_of
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database

PHONE = {"width": 390, "height": 844}
WIDTH = "document.scrollingElement.scrollWidth"
LUMINANCE = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
}"""


@pytest.fixture
def page(admin_page: Page, portal_server: PortalServer) -> Page:
    """A page that complains about nothing, with something on every page to look at."""
    a_failed_job(demonstration(portal_server))
    return admin_page


def grave_problems(page: Page) -> list[str]:
    """What axe-core calls serious or critical, with the places."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {node['target']} {node['html'][:120]}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_grave_problem_of_accessibility(
    page: Page, portal_server: PortalServer, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    problems = {}
    for name, open_page in PAGES.items():
        open_page(page, portal_server.url)
        problems[name] = grave_problems(page)
        is_dark = page.evaluate(LUMINANCE) < 100
        assert is_dark == (scheme == "dark"), name
    assert {name: found for name, found in problems.items() if found} == {}


def test_it_fits_a_phone(page: Page, portal_server: PortalServer) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    widths = {}
    for name, open_page in PAGES.items():
        open_page(page, portal_server.url)
        widths[name] = page.evaluate(WIDTH)
    assert {name: width for name, width in widths.items() if width > PHONE["width"]} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_asks_everybody_to_sign_in_in_the_same_way(
    browser_page: Page, portal_server: PortalServer, scheme: Any
) -> None:
    page, problems = browser_page, problems_of(browser_page)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{portal_server.url}/admin/login/")
    assert grave_problems(page) == []
    assert page.evaluate(WIDTH) <= PHONE["width"]
    assert problems == []


def test_it_would_hear_what_a_page_complains_about(
    browser_page: Page, portal_server: PortalServer
) -> None:
    problems = problems_of(browser_page)
    browser_page.goto(f"{portal_server.url}/admin/login/")
    browser_page.evaluate("document.body.innerHTML += '<p style=\"color: red\">x</p>'")
    browser_page.wait_for_timeout(0)
    assert any("Content Security Policy" in problem for problem in problems)

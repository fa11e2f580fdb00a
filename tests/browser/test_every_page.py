"""What must hold on every page: no errors, for everybody to use, on a phone, in the dark."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.urls import resolve
from playwright.sync_api import Page

from tests.browser.alerts import schedules_and_alerts
from tests.browser.demonstration import demonstration
from tests.browser.pages import (
    PAGES,
    a_failed_job,
    a_running_job,
    labels_to_look_at,
    records_to_look_at,
    syncs_to_look_at,
)
from tests.browser.pages_of_access import access_to_look_at
from tests.browser.people_at_sites import people_at_sites
from tests.browser.signed_in import problems_of, sign_in
from tests.support.servers import PortalServer
from tests.support.waiting import wait_for

pytestmark = pytest.mark.any_database

# Where all the colours are that the dark can spoil.
COLOURFUL = (
    "overview",
    "sites",
    "site",
    "failed sync",
    "large code",
    "act",
    "before saving",
    "errors",
    "card",
    "bad sites of a file",
    "job",
    "progress",
    "set aside",
    "record",
    "moves",
    "alert channels",
    "alert deliveries",
    "all changes",
    "account",
    "wrong sign-ins",
    "API tokens",
    "help",
)
PAGES_WITHOUT_A_TABLE = {"index", "help", "account", "history", "rest-docs", "sites_site_new"}
PHONE = {"width": 390, "height": 844}
WIDTH = "document.scrollingElement.scrollWidth"
LUMINANCE = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
}"""


@pytest.fixture
def filled(portal_server: PortalServer) -> str:
    """The address of a portal with something to look at on every page."""
    site = demonstration(portal_server)
    a_failed_job(site)
    a_running_job(site)
    records_to_look_at(site)
    syncs_to_look_at(site)
    schedules_and_alerts(site)
    people_at_sites()
    labels_to_look_at()
    access_to_look_at(site)
    return portal_server.url


def grave_problems(page: Page) -> list[str]:
    """What axe-core calls serious or critical, with the places."""
    violations: list[dict[str, Any]] = (
        Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    )
    return [
        f"{found['id']}: {node['target']} {node['html'][:120]}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_grave_problem_of_accessibility(
    browser_page: Page, portal_server: PortalServer, filled: str, scheme: Any
) -> None:
    # Not the page that may complain about nothing: axe-core itself sets inline styles.
    page, problems = browser_page, []
    sign_in(page.context, portal_server)
    page.emulate_media(color_scheme=scheme)
    for name in PAGES if scheme == "light" else COLOURFUL:
        PAGES[name](page, filled)
        problems += [f"{name}: {problem}" for problem in grave_problems(page)]
        is_dark = page.evaluate(LUMINANCE) < 100
        assert is_dark == (scheme == "dark"), name
    assert not problems, "\n".join(problems)


def test_it_fits_a_phone_and_complains_about_nothing(admin_page: Page, filled: str) -> None:
    page, widths, seen = admin_page, {}, set()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name, open_page in PAGES.items():
        open_page(page, filled)
        widths[name] = page.evaluate(WIDTH)
        seen.add(resolve(urlsplit(page.url).path).url_name)
    tables = [model._meta for model in admin.site._registry]
    lists = {f"{table.app_label}_{table.model_name}_changelist" for table in tables}
    assert lists | PAGES_WITHOUT_A_TABLE <= seen
    assert {name: width for name, width in widths.items() if width > PHONE["width"]} == {}


def test_it_names_on_a_phone_what_a_value_alone_does_not_say(admin_page: Page, filled: str) -> None:
    page = admin_page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name, column, word in (
        ("moves", "from_site", "From "),
        ("moves", "to_site", "To "),
        ("jobs", "attempt", "Try "),
        ("jobs", "site", "Site "),
        ("jobs", "trigger", "Asked for by "),
        ("jobs", "show_created", "Asked for on "),
        ("jobs", "show_duration", "Took "),
        ("schedules", "show_site", "Site "),
        ("schedules", "kind", "Job "),
        ("schedules", "show_every", "How often "),
        ("schedules", "show_hours", "Hours "),
        ("schedules", "show_next", "Next "),
        ("records", "show_cursor", "Central log "),
        ("pushed batches", "show_count", "Records "),
    ):
        PAGES[name](page, filled)
        cell = page.locator(f"td.field-{column}").first
        said = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert said == f'"{word}"', (name, column)


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
    wait_for(lambda: browser_page.evaluate("1") and problems, 5, "The complaint")
    assert "Content Security Policy" in problems[0]

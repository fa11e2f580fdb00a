"""What must hold on every page: no errors, for everybody to use, on a phone, in the dark."""

from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.urls import resolve
from playwright.sync_api import Page

from tests.browser.access_to_look_at import access_to_look_at
from tests.browser.alerts import schedules_and_alerts
from tests.browser.demonstration import demonstration
from tests.browser.looks import (
    COLOURS_SETTLED,
    DESK,
    LUMINANCE,
    PHONE,
    WIDTH,
    Scheme,
    grave_problems,
)
from tests.browser.pages import PAGES
from tests.browser.people_at_sites import people_at_sites
from tests.browser.rows_to_look_at import (
    a_failed_job,
    a_running_job,
    labels_to_look_at,
    records_to_look_at,
    syncs_to_look_at,
)
from tests.browser.signed_in import problems_of, sign_in
from tests.support.servers import PortalServer
from tests.support.waiting import wait_for

pytestmark = pytest.mark.any_database

PAGES_WITHOUT_A_TABLE = {"index", "help", "account", "history", "rest-docs", "sites_site_new"}
# What the dark can spoil is the colours.
SCHEMES: dict[Scheme, tuple[str, ...]] = {
    "light": (),
    "dark": ("color-contrast",),
}


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


def faults_on_a_phone(page: Page, complaints: list[str]) -> list[str]:
    """That it is too wide, and what it complained about since it was opened."""
    width = page.evaluate(WIDTH)
    return [*complaints, *([f"is {width} wide"] if width > PHONE["width"] else [])]


def show_in(page: Page, scheme: Scheme) -> None:
    """Changes to the light or the dark, and waits until the page has its colours of that."""
    is_dark = scheme == "dark"
    page.emulate_media(color_scheme=scheme)
    # Swagger UI changes by a script.
    wait_for(lambda: (page.evaluate(LUMINANCE) < 100) == is_dark, 10, f"The {scheme} {page.url}")
    page.evaluate(COLOURS_SETTLED)


def faults_at_a_desk(page: Page, without: str) -> list[str]:
    """What keeps somebody out, in the light and in the dark."""
    faults = []
    page.set_viewport_size(DESK)
    for scheme, rules in SCHEMES.items():
        show_in(page, scheme)
        faults += [f"{scheme}: {fault}" for fault in grave_problems(page, without, rules)]
    return faults


def test_every_page_is_for_everybody_fits_a_phone_and_complains_about_nothing(
    browser_page: Page, portal_server: PortalServer, filled: str
) -> None:
    page, complaints = browser_page, problems_of(browser_page)
    page.set_default_timeout(10_000)
    sign_in(page.context, portal_server)
    faults, seen = dict[str, list[str]](), set[str | None]()
    for name, open_page in PAGES.items():
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
        open_page(page, filled)
        faults[name] = faults_on_a_phone(page, complaints)
        # The same on every page, and long.
        faults[name] += faults_at_a_desk(page, without="#nav-sidebar" if seen else "")
        # What axe-core set inline itself.
        complaints.clear()
        seen.add(resolve(urlsplit(page.url).path).url_name)
    assert {name: found for name, found in faults.items() if found} == {}
    tables = [model._meta for model in admin.site._registry]
    lists = {f"{table.app_label}_{table.model_name}_changelist" for table in tables}
    assert lists | PAGES_WITHOUT_A_TABLE <= seen


def test_it_names_on_a_phone_what_a_value_alone_does_not_say(admin_page: Page, filled: str) -> None:
    page = admin_page
    page.set_viewport_size(PHONE)
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
    browser_page: Page, portal_server: PortalServer, scheme: Scheme
) -> None:
    page, problems = browser_page, problems_of(browser_page)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
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

"""A lockout, from the user's page to lifting it."""

from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.demonstration import demonstration
from tests.browser.looks import PHONE, WIDTH, Scheme, grave_problems
from tests.browser.signed_in import sign_in
from tests.support.servers import PortalServer
from tests.syncjobs.login.people import LOGIN, a_user, asked, enter

pytestmark = pytest.mark.any_database

LIMIT = 5


@pytest.fixture
def locked_out(portal_server: PortalServer) -> str:
    """The address of a portal that has locked Amina out at the address of this machine."""
    site = demonstration(portal_server)
    user = a_user(first_name="Amina", last_name="Okoro")
    enter(user, site.stores.get(), is_default=True)
    name = site.name
    for _ in range(LIMIT):
        answer = ask(portal_server.url, password="wrong", siteName=name)
        assert answer.status_code == 401
    assert ask(portal_server.url, siteName=name).status_code == 403
    return portal_server.url


def ask(root: str, **members: Any) -> requests.Response:
    return requests.post(root + LOGIN, json=asked(**members), timeout=10)


def open_lockout(page: Page, root: str) -> None:
    page.goto(f"{root}/admin/sites/siteuser/")
    page.get_by_role("link", name="Amina", exact=True).click()
    page.get_by_role("link", name="Amina from 127.0.0.1").click()


def test_it_is_lifted_with_the_keyboard(admin_page: Page, locked_out: str) -> None:
    page = admin_page
    open_lockout(page, locked_out)
    expect(page.locator(".field-show_state .badge")).to_contain_text("Locked out for 10 minutes")
    page.get_by_role("button", name="Lift").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("can log in again")
    expect(page.locator(".field-show_lifted .readonly")).to_contain_text("By admin")
    expect(page.get_by_role("button", name="Lift")).to_have_count(0)
    assert ask(locked_out).status_code == 200
    page.get_by_role("link", name="Logins", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("Let in")
    expect(page.locator("#result_list")).to_contain_text("Refused: locked out")


def test_it_is_lifted_without_scripts(without_scripts: Page, locked_out: str) -> None:
    page = without_scripts
    open_lockout(page, locked_out)
    page.get_by_role("button", name="Lift").click()
    assert ask(locked_out).status_code == 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_grave_problem_of_accessibility(
    browser_page: Page, portal_server: PortalServer, locked_out: str, scheme: Scheme
) -> None:
    # Not the page that may complain about nothing: axe-core itself sets inline styles.
    page, problems = browser_page, []
    sign_in(page.context, portal_server)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("siteuser/", "sitelogin/", "loginlockout/"):
        page.goto(f"{locked_out}/admin/sites/{path}")
        problems += grave_problems(page)
        assert page.evaluate(WIDTH) <= PHONE["width"], path
    open_lockout(page, locked_out)
    problems += grave_problems(page)
    page.get_by_role("button", name="Lift").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    problems += grave_problems(page)
    page.get_by_role("link", name="Logins", exact=True).click()
    page.locator("#result_list tbody a").first.click()
    problems += grave_problems(page)
    assert not problems, "\n".join(problems)

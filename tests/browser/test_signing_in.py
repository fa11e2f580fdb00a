"""Signing in to the admin as a person does: too many mistakes, a phone, a session that is over."""

import pytest
from django.apps import apps
from playwright.sync_api import Page, expect

from tests.browser.looks import PHONE, WIDTH, grave_problems
from tests.browser.pictures import Picture
from tests.browser.signed_in import NAME, PASSWORD, an_administrator, problems_of, sign_in
from tests.portal.signing_in.people import code_of
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database


def type_name_and_password(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Username:").fill(NAME)
    page.get_by_label("Password:").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_mistakes_lock_out_until_somebody_lifts_it(
    browser_page: Page, portal_server: PortalServer
) -> None:
    page = browser_page
    an_administrator()
    page.goto(f"{portal_server.url}/admin/login/")
    for _ in range(5):
        type_name_and_password(page, "not-the-password")
    expect(page.locator(".errornote")).to_contain_text("Too many wrong passwords")
    expect(page.locator(".errornote")).to_contain_text("for another 15 minutes")
    type_name_and_password(page)
    expect(page.locator(".errornote")).to_contain_text("ask an administrator")

    sign_in(page.context, portal_server)
    page.goto(f"{portal_server.url}/admin/portal/signinlockout/")
    expect(page.locator("#result_list .badge")).to_have_text("Locked out there")
    page.get_by_role("link", name="admin from 127.0.0.1").click()
    page.get_by_role("button", name="Lift").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("can sign in again")

    page.context.clear_cookies()
    page.goto(f"{portal_server.url}/admin/login/")
    type_name_and_password(page)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_a_phone_is_set_up_and_then_asked_for(
    browser_page: Page, portal_server: PortalServer, picture: Picture
) -> None:
    page, root, problems = browser_page, portal_server.url, problems_of(browser_page)
    an_administrator()
    page.set_viewport_size(PHONE)
    page.goto(f"{root}/admin/login/")
    type_name_and_password(page)
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Set up").click()
    key = page.locator("#key").inner_text()
    expect(page.get_by_role("img", name="QR code of the key below")).to_be_visible()
    picture(page.locator("#content"), "two-factor")
    page.get_by_label("Your password:").fill(PASSWORD)
    page.get_by_label("Code:").fill(code_of(key))
    page.get_by_role("button", name="Turn two-factor sign-in on").click()
    expect(page.locator("#codes li")).to_have_count(8)
    assert page.evaluate(WIDTH) <= PHONE["width"]
    page.get_by_role("link", name="I have noted them").click()
    page.get_by_role("button", name="Log out").click()

    # A code is good once: as if half a minute had passed.
    apps.get_model("otp_totp", "TOTPDevice").objects.update(last_t=-1)
    page.goto(f"{root}/admin/account/")
    type_name_and_password(page)
    expect(page.get_by_label("Code:")).to_be_focused()
    assert page.evaluate(WIDTH) <= PHONE["width"]
    page.keyboard.type(code_of(key))
    page.keyboard.press("Enter")
    expect(page.get_by_text("8 recovery codes left")).to_be_visible()
    assert problems == []
    assert grave_problems(page) == []


def test_a_part_of_a_page_says_that_one_is_signed_out(
    admin_page: Page, portal_server: PortalServer
) -> None:
    page = admin_page
    page.goto(f"{portal_server.url}/admin/")
    page.evaluate("window.neverReloaded = true")
    apps.get_model("sessions", "Session").objects.all().delete()
    page.locator("#overview-refresh").click()
    expect(page.locator("#overview .signed-out")).to_have_text("You are signed out. Sign in again")
    expect(page.locator("#overview input")).to_have_count(0)
    assert page.evaluate("window.neverReloaded")
    page.get_by_role("link", name="Sign in again").click()
    type_name_and_password(page)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()

"""Fixtures for tests that look at pages."""

from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import keep, launch

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, so that the page's fixture can keep what the page showed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """An empty page in a context of its own; its picture is kept when the test fails."""
    context = browser.new_context()
    page = context.new_page()
    yield page
    if request.node.stash.get(FAILED, False):
        path = keep(page, request.node.nodeid)
        request.node.add_report_section("teardown", "page", f"The page is kept in {path}.")
    context.close()

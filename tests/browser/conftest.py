"""The admin in Chromium, with the real web server behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.pictures import Picture, pictures_into
from tests.browser.signed_in import problems_of, sign_in
from tests.central_server import Behaviour
from tests.support.servers import PortalServer

FIRST_NUMBER = 1_000


@pytest.fixture(autouse=True)
def same_content_types(transactional_db: None) -> None:
    """Gives every kind of row the number that it had in the last test.

    The web server outlives the tests and remembers these numbers; emptying the database changes
    them.
    """
    kinds = apps.get_model("contenttypes", "ContentType").objects
    names = sorted(kinds.values_list("app_label", "model"))
    apps.get_model("auth", "Permission").objects.all().delete()
    kinds.all().delete()
    for number, (app_label, model) in enumerate(names, FIRST_NUMBER):
        kinds.create(id=number, app_label=app_label, model=model)
    kinds.clear_cache()


@pytest.fixture
def admin_page(browser_page: Page, portal_server: PortalServer) -> Iterator[Page]:
    """A page whose person is signed in; nothing on it may break the policy or log an error."""
    browser_page.set_default_timeout(10_000)
    problems = problems_of(browser_page)
    sign_in(browser_page.context, portal_server)
    yield browser_page
    assert not problems, "\n".join(problems)


@pytest.fixture
def without_scripts(browser: Browser, portal_server: PortalServer) -> Iterator[Page]:
    """A page in a browser that runs no JavaScript."""
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    sign_in(context, portal_server)
    yield context.new_page()
    context.close()


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    """Keeps pictures for the README and docs/."""
    return pictures_into(tmp_path)


@pytest.fixture
def behaviour(portal_server: PortalServer) -> Behaviour:
    """A healthy central server that takes this portal for its mSupply central server."""
    return Behaviour(portal_server.url, site_name="Demo central server")

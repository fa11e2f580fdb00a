"""The help page, from a site that was refused to what its error means."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sites.errors import SiteHasNoStoreError
from sites.models import Site
from tests.browser.demonstration import demonstration, path_of
from tests.browser.looks import PHONE, WIDTH, grave_problems
from tests.browser.pictures import Picture
from tests.browser.signed_in import sign_in
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database


@pytest.fixture
def refused_site(portal_server: PortalServer) -> Site:
    """A site whose last call was refused."""
    site = demonstration(portal_server)
    code = SiteHasNoStoreError.code
    Site.objects.filter(pk=site.pk).update(last_refusal_code=code, last_attempt_at=timezone.now())
    return site


def test_it_explains_on_a_phone_why_a_site_is_refused(
    browser_page: Page, portal_server: PortalServer, refused_site: Site, picture: Picture
) -> None:
    # Not the page that may complain about nothing: axe-core itself sets inline styles.
    page = browser_page
    sign_in(page.context, portal_server)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.goto(portal_server.url + path_of(refused_site))
    page.get_by_role("link", name="What this means").first.click()
    entry = page.locator("#error-site_has_no_store")
    expect(entry).to_be_in_viewport()
    expect(entry).to_contain_text("Assign a store to it on its page")
    picture(page, "help")
    assert grave_problems(page) == []
    assert page.evaluate(WIDTH) <= PHONE["width"]
    page.get_by_label("Find an error").fill("incorrect hardware")
    page.keyboard.press("Enter")
    expect(page.locator("#help-count")).to_have_text("1 error has “incorrect hardware”.")
    expect(page.locator("#error-hardware_id_mismatch")).to_have_count(1)
    expect(entry).to_have_count(0)
    assert grave_problems(page) == []

"""An administrator labels many sites and finds them again, with a mouse and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from sites.labels.setting import add_labels
from sites.models import Site
from tests.browser.demonstration import CLINIC, HOSPITAL, demonstration
from tests.browser.looks import PHONE, WIDTH, Scheme, grave_problems
from tests.browser.pictures import Picture
from tests.browser.signed_in import sign_in
from tests.sites.labelled import labels_of
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database


def test_it_adds_a_label_to_all_sites_and_filters_by_it(
    admin_page: Page, portal_server: PortalServer, picture: Picture
) -> None:
    page = admin_page
    hospital = demonstration(portal_server)
    page.goto(f"{portal_server.url}/admin/sites/site/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("add_labels")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("Labels:").fill("Region:North, campaign")
    page.get_by_label("Reason:").fill("Planning")
    page.get_by_role("button", name="Add labels").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Region: North, campaign added")
    assert labels_of(hospital) == ["campaign", "Region: North"]
    picture(page.locator("#changelist-form"), "labels")
    # Another one for the hospital alone, by its page; those that there are are offered.
    page.get_by_role("link", name=HOSPITAL).first.click()
    line = page.get_by_label("Labels:")
    line.press("End")
    line.press_sequentially(", solar, camp")
    expect(page.locator("#offered-id_labels option")).to_have_attribute(
        "value", "campaign, Region: North, solar, campaign"
    )
    line.fill("Region: North, solar")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="solar", exact=True).first.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#result_list")).to_contain_text(HOSPITAL)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_labels_and_filters_by_those_that_are_typed(
    browser_page: Page, portal_server: PortalServer, scheme: Scheme
) -> None:
    page = browser_page
    sign_in(page.context, portal_server)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    hospital = demonstration(portal_server)
    long = "district: a name that is as long as one could think of for any district"
    add_labels([hospital.pk], ["region: north", "solar", long])
    add_labels([Site.objects.get(name=CLINIC).pk], ["region: south"])
    page.goto(f"{portal_server.url}/admin/sites/site/")
    line = page.locator("#label-filter")
    line.press_sequentially("nor")
    offered = page.locator("#offered-label-filter option")
    expect(offered).to_have_attribute("value", "region: north")
    line.fill("region: north, region: south")
    line.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    expect(line).to_have_value("region: north, region: south")
    assert page.evaluate(WIDTH) <= PHONE["width"]
    assert grave_problems(page) == []
    page.goto(f"{portal_server.url}/admin/?group=region")
    page.get_by_label("Group").select_option(label="district")
    expect(page.locator("#label-health")).to_contain_text("no district")
    assert page.evaluate(WIDTH) <= PHONE["width"]
    assert grave_problems(page) == []

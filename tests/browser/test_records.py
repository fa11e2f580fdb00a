"""The page of a record."""

import pytest
from playwright.sync_api import Page

from syncjobs.models import Record
from tests.browser.demonstration import demonstration
from tests.browser.rows_to_look_at import records_to_look_at
from tests.support.servers import PortalServer

pytestmark = pytest.mark.any_database


def left_of(page: Page, selector: str) -> float:
    """Where the text begins that the element has."""
    script = """element => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect().left;
    }"""
    found: float = page.locator(selector).first.evaluate(script)
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_its_lists_begin_where_its_other_values_do(
    admin_page: Page, portal_server: PortalServer, width: int
) -> None:
    page = admin_page
    records_to_look_at(demonstration(portal_server))
    header = Record.objects.get(record_id="7F3A0C")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{portal_server.url}/admin/syncjobs/record/{header.pk}/change/")
    value = left_of(page, ".field-show_class .readonly")
    for name in ("show_children", "show_queued"):
        assert left_of(page, f".field-{name} li a") == pytest.approx(value, abs=1), name

"""The health of the sites by label, on the first page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.overview.label_card import label_card
from sites.labels.setting import add_labels, set_labels
from sites.models import Site
from syncjobs.fleet.label_counts import MOST_LABELS
from tests.portal.forms import text_of
from tests.sites.registered import bare

pytestmark = pytest.mark.django_db
TABLE = "/admin/overview/labels/"


@pytest.fixture
def fleet(db: None) -> None:
    """Two sites of the north are well, one of the south is down and one fails; one has no label."""
    now = timezone.now()
    for number in range(2):
        north = bare(f"North {number}", last_contact_at=now, last_success_at=now)
        add_labels([north.pk], ["region: north", "solar"])
    down = bare("Down", last_contact_at=now, last_success_at=now - timedelta(days=9))
    failing = bare("Failing", last_contact_at=now, last_failure_code="site_went_silent")
    set_labels({down.pk: ["region: south"], failing.pk: ["region: south", "region: coast"]})
    bare("Nowhere", last_contact_at=now, last_success_at=now)


def test_it_counts_by_label_the_worst_first_and_leads_to_the_sites(
    administrator: Client, fleet: None
) -> None:
    assert "region: south" not in text_of(administrator.get("/admin/"))
    page = administrator.get(TABLE)
    table = text_of(page).split("LabelFailingDownLateNever seenOKDisabled ")[1]
    rows = ("region: south110000", "region: coast100000", "region: north000020")
    assert table.startswith(f"{' '.join(rows)} no region000010")
    content = page.content.decode()
    links = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', content)
    found = {text: administrator.get(link.replace("&amp;", "&")) for link, text in links}
    listed: dict[str, Any] = {
        text: [site.name for site in response.context["cl"].result_list]
        for text, response in found.items()
    }
    assert listed == {
        "region: south, Failing: 1": ["Failing"],
        "region: south, Down: 1": ["Down"],
        "region: coast, Failing: 1": ["Failing"],
        "region: north, OK: 2": ["North 0", "North 1"],
        "no region, OK: 1": ["Nowhere"],
    }


def test_it_shows_the_group_that_is_asked_for(administrator: Client, fleet: None) -> None:
    for path in (f"{TABLE}?group=", "/admin/?group=first"):
        assert "region: south" in text_of(administrator.get(path))
    Site.objects.filter(name="North 0").delete()
    without = text_of(administrator.get(f"{TABLE}?group=:"))
    assert "solar000010" in without
    assert "no label at all000010" in without


def test_it_shows_nothing_while_there_are_no_labels(administrator: Client) -> None:
    assert "Health by label" not in text_of(administrator.get("/admin/"))
    assert administrator.get(TABLE).content.strip() == b""


def test_it_bounds_its_lines_and_its_queries(fleet: None) -> None:
    with CaptureQueriesContext(connection) as few:
        label_card("region")
    add_labels([Site.objects.get(name="Down").pk], [f"region: {n}" for n in range(MOST_LABELS)])
    with CaptureQueriesContext(connection) as many:
        card = label_card("region")
    assert card is not None
    assert (len(card.lines), card.more_count) == (MOST_LABELS + 1, 3)
    assert len(many) == len(few) == 4

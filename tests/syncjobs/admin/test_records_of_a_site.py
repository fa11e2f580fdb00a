"""What lies between the portal and a site, on the site's page."""

import pytest
from django.test import Client

from sites.models import Site
from syncjobs.admin import site_records
from syncjobs.admin.site_records import SiteRecords, records_of
from syncjobs.models import PushedBatch, SiteQueue
from tests.portal.forms import text_of
from tests.sites.registered import bare
from tests.syncjobs.admin.records import queries_of
from tests.syncjobs.admin.set_asides import set_aside_row


def page_of(site: Site) -> str:
    return f"/admin/sites/site/{site.pk}/change/"


def fill(site: Site, queued: int, batches: int, set_aside: int) -> None:
    """So much waits for the site and came from it."""
    SiteQueue.objects.create(site=site, length=queued)
    for _ in range(batches):
        PushedBatch.objects.create(site=site, record_count=1_024, body='{"data": []}')
    for number in range(set_aside):
        set_aside_row(site, f"r-{number}")


def test_it_counts_what_is_of_the_site(db: None) -> None:
    site, other = bare("Lakeside"), bare("Hill")
    fill(site, 12_345, 2, 3)
    fill(other, 1, 1, 1)
    set_aside_row(site, "gone", discarded_at="2026-01-01T00:00:00Z")
    assert records_of(site.pk) == SiteRecords(12_345, 2_048, 2, 3, None)
    assert records_of(bare("New").pk) == SiteRecords(None, 0, 0, 0, None)


def test_it_says_what_waits(administrator: Client) -> None:
    site = bare("Lakeside")
    fill(site, 12_345, 2, 1)
    response = administrator.get(page_of(site))
    assert "12,345 records Pushed, not integrated 2,048 records in 2 batches" in text_of(response)
    page = response.content.decode()
    assert f'href="/admin/syncjobs/pushedbatch/?site__id__exact={site.pk}">2 batches</a>' in page
    assert f'href="/admin/syncjobs/setasiderecord/?site={site.pk}">1 record</a>' in page


def test_it_says_that_nothing_waits(administrator: Client) -> None:
    response = administrator.get(page_of(bare("Lakeside")))
    assert (
        "Wait for it It has not asked for its data yet. Pushed, not integrated 0 records"
        " Set aside 0 records" in text_of(response)
    )
    assert "record/?site=" not in response.content.decode()


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 records"), (1, "1 record"), (12, "12 records"), (10_001, "more than 10,000 records")],
)
def test_it_says_how_many_central_records_are_behind(
    administrator: Client, monkeypatch: pytest.MonkeyPatch, count: int, text: str
) -> None:
    monkeypatch.setattr(site_records, "records_behind", lambda _: count)
    page = text_of(administrator.get(page_of(bare("Lakeside"))))
    assert f"Central records behind {text}" in page


def test_it_costs_the_same_however_much_waits(administrator: Client) -> None:
    site = bare("Lakeside")
    administrator.get(page_of(site))
    few = len(queries_of(administrator, page_of(site)))
    fill(site, 1_000, 20, 20)
    assert len(queries_of(administrator, page_of(site))) == few


def test_it_shows_viewers_the_same(viewer: Client) -> None:
    site = bare("Lakeside")
    fill(site, 1, 1, 1)
    assert "1,024 records in 1 batch" in text_of(viewer.get(page_of(site)))

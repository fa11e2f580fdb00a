"""Pushed batches: what is not integrated yet."""

import json
import time

import pytest
from django.test import Client

from sites.models import Site
from syncjobs.models import PushedBatch
from tests.portal.forms import text_of
from tests.sites.registered import bare
from tests.syncjobs.admin.records import queries_of

BATCHES = "/admin/syncjobs/pushedbatch/"


def a_batch(site: Site, count: int = 1, *, complete: bool = True, body: str = "") -> PushedBatch:
    """A batch as it came in."""
    return PushedBatch.objects.create(
        site=site, record_count=count, is_complete=complete, body=body or '{"data": []}'
    )


def page_of(batch: PushedBatch) -> str:
    return f"{BATCHES}{batch.pk}/change/"


def test_it_shows_what_is_not_integrated(administrator: Client) -> None:
    first = a_batch(bare("Lakeside"), 1_024)
    second = a_batch(bare("Hill"), complete=False)
    response = administrator.get(BATCHES)
    assert [batch.pk for batch in response.context["cl"].result_list] == [first.pk, second.pk]
    page = text_of(response)
    for text in ("1,024Complete", "1Not complete", "Lakeside", "Hill"):
        assert text in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?complete=yes", [1]),
        ("?complete=no", [2]),
        ("?q=hill", [2]),
        ("?site__id__exact=SITE", [1]),
    ],
)
def test_it_filters(administrator: Client, query: str, expected: list[int]) -> None:
    site = bare("Lakeside")
    a_batch(site, 1)
    a_batch(bare("Hill"), 2, complete=False)
    found = administrator.get(BATCHES + query.replace("SITE", str(site.pk))).context["cl"]
    assert [batch.record_count for batch in found.result_list] == expected


def test_it_shows_what_was_pushed(administrator: Client) -> None:
    entry = {"tableName": "unit", "recordId": "u-1", "recordData": {"units": "<b>Café</b>"}}
    batch = a_batch(bare("Lakeside"), body=json.dumps({"queueLength": 1, "data": [entry]}))
    response = administrator.get(page_of(batch))
    assert '"recordId": "u-1"' in text_of(response)
    assert "&lt;b&gt;Café&lt;/b&gt;" in response.content.decode()


def test_it_shows_a_very_large_push_at_once(administrator: Client) -> None:
    body = json.dumps({"data": [{"recordId": f"u-{number}"} for number in range(300_000)]})
    page = page_of(a_batch(bare("Lakeside"), body=body))
    started = time.process_time()
    text = text_of(administrator.get(page))
    assert time.process_time() - started < 1
    assert "These are the first 100,000 of " in text
    assert '{"data": [{"recordId": "u-0"}' in text


def test_it_cuts_off_a_large_batch(administrator: Client) -> None:
    body = json.dumps({"data": [{"text": "x" * 1_000}] * 1_000})
    response = administrator.get(page_of(a_batch(bare("Lakeside"), body=body)))
    assert "These are the first 100,000 of" in text_of(response)
    assert len(response.content) < 150_000


def test_it_reads_no_content_for_the_list(administrator: Client) -> None:
    a_batch(bare("Lakeside"))
    queries_of(administrator, BATCHES)
    few = len(queries_of(administrator, BATCHES))
    for number in range(60):
        a_batch(bare(f"Post {number}"))
    many = queries_of(administrator, BATCHES)
    assert len(many) == few <= 10
    assert not [sql for sql in many if '"syncjobs_pushedbatch"."body"' in sql]


def test_it_is_for_reading_only(administrator: Client) -> None:
    batch = a_batch(bare("Lakeside"))
    for path in (f"{BATCHES}add/", f"{BATCHES}{batch.pk}/delete/", page_of(batch)):
        assert administrator.post(path, {"post": "yes"}).status_code == 403
    assert PushedBatch.objects.exists()

"""However many records belong together, no statement names more than a database takes.

One that did would fail at every try, and hold up the pushes of all sites for ever.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from syncjobs.exchange.entry import Entry
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.exchange.judging import Bench
from syncjobs.models import PushedBatch, QueuedRecord, Record, SetAsideRecord
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.hostile import a_push, a_quick_remote
from tests.syncjobs.exchange.wire import Remote, delete, stored, update

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("narrow_statements")]

# PostgreSQL takes 65,535; the proportion is what matters.
MOST_NAMED = 2_500
MANY = 2_600


@pytest.fixture
def narrow_statements() -> Iterator[None]:
    """Statements other than those that insert rows have room for so many values only."""

    def run(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if not sql.startswith("INSERT"):
            assert len(params or ()) <= MOST_NAMED, sql[:200]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield


def shipment(remote: Remote, partner: Remote) -> dict[str, Any]:
    data = {"ID": "t-1", "store_ID": remote.store.pk, "name_ID": partner.store.name_id}
    return update("transact", data)


def test_a_header_comes_after_very_many_of_its_lines() -> None:
    one, two = a_quick_remote("One"), a_quick_remote("Two")
    SetAsideRecord.objects.bulk_create(
        SetAsideRecord(
            site=one.site,
            table_name="trans_line",
            record_id=f"l-{number}",
            action="Update",
            data=json.dumps({"ID": f"l-{number}", "transaction_ID": "t-1"}),
            reason_code="parent_unknown",
            reason="",
            waits_for="t-1",
            set_aside_at=timezone.now(),
        )
        for number in range(MANY)
    )
    one.push(shipment(one, two))
    assert Record.objects.filter(table_name="trans_line").count() == MANY
    assert not SetAsideRecord.objects.exists()
    queued = QueuedRecord.objects.filter(site=two.site).order_by("pk")
    ids = list(queued.values_list("record__record_id", flat=True))
    assert ids[0] == "t-1"
    assert len(ids) == MANY + 1


def test_what_waits_is_tried_again_only_when_what_it_needs_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = a_quick_remote("One"), a_quick_remote("Two")
    one.push(update("requisition_line", {"ID": "l-1", "requisition_ID": "t-1"}))
    tried: list[str] = []
    accept = Bench.accept

    def note(bench: Bench, entry: Entry) -> None:
        tried.append(entry.table_name)
        accept(bench, entry)

    monkeypatch.setattr(Bench, "accept", note)
    one.push(delete("requisition", "t-1"))
    one.push(shipment(one, two))
    assert tried == ["requisition", "transact"]
    one.push(update("requisition", {"ID": "t-1", "store_ID": one.store.pk}))
    assert tried == ["requisition", "transact", "requisition", "requisition_line"]
    assert stored("requisition_line", "l-1")


def test_a_header_with_very_many_lines_goes_to_another_partner() -> None:
    one, two, three = a_quick_remote("One"), a_quick_remote("Two"), a_quick_remote("Three")
    one.push(shipment(one, two))
    lines = (
        Change("trans_line", f"l-{number}", {"ID": f"l-{number}", "transaction_ID": "t-1"})
        for number in range(MANY)
    )
    author_changes(lines)
    one.push(shipment(one, three))
    actions = QueuedRecord.objects.order_by()
    assert actions.filter(site=two.site, action="delete").count() == MANY + 1
    assert not actions.filter(site=two.site, action="update").exists()
    assert actions.filter(site=three.site, action="update").count() == MANY + 1
    for remote in (two, three):
        remote.site.queue.refresh_from_db()
        assert remote.site.queue.length == MANY + 1


def test_a_push_has_very_many_batches() -> None:
    one = a_quick_remote("One")
    location = {"ID": "loc-1", "store_ID": one.store.pk}
    PushedBatch.objects.bulk_create(
        PushedBatch(
            site=one.site,
            record_count=1,
            body=json.dumps(a_push(update("Location", location | {"code": str(number)}))),
            is_complete=True,
        )
        for number in range(MANY)
    )
    assert integrate_complete_pushes() == MANY
    assert stored("Location", "loc-1") == location | {"code": str(MANY - 1)}
    assert not PushedBatch.objects.exists()

"""Several versions of a record that are integrated together, before anybody has seen the first."""

from typing import Any

import pytest

from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import SetAsideRecord
from tests.syncjobs.exchange.wire import Remote, a_remote, brief, delete, stored, update

pytestmark = pytest.mark.django_db


def requisition(owner: Remote, partner: Remote) -> dict[str, Any]:
    record = {"ID": "req-1", "store_ID": owner.store.pk, "name_ID": partner.store.name_id}
    return update("requisition", record)


def line(comment: str) -> dict[str, Any]:
    record = {"ID": "line-1", "requisition_ID": "req-1", "comment": comment}
    return update("requisition_line", record)


def test_the_last_version_of_a_new_line_counts() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.post_entries(requisition(one, two), line("first"))
    one.post_entries(line("second"))
    integrate_complete_pushes()
    assert not SetAsideRecord.objects.exists()
    assert (stored("requisition_line", "line-1") or {})["comment"] == "second"
    assert {entry["recordId"] for entry in two.pull()} == {"req-1", "line-1"}


def test_a_new_line_can_be_deleted_with_its_header() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.post_entries(requisition(one, two), line("first"))
    one.post_entries(delete("requisition_line", "line-1"), delete("requisition", "req-1"))
    integrate_complete_pushes()
    assert not SetAsideRecord.objects.exists()
    assert stored("requisition_line", "line-1") is None
    assert two.pull() == []


def test_a_line_follows_its_header_to_another_partner() -> None:
    one, two, three = a_remote("One"), a_remote("Two"), a_remote("Three")
    one.post_entries(requisition(one, two), line("first"))
    one.post_entries(line("second"), requisition(one, three))
    integrate_complete_pushes()
    assert two.pull() == []
    assert {record_id for _, record_id, _ in brief(three.pull())} == {"req-1", "line-1"}

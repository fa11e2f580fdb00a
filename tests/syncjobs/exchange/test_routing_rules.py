"""Who receives what: the rules of protocol 10.3, one by one, through the wire."""

from typing import Any

import pytest

from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import PushedBatch, SetAsideRecord
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.wire import Remote, a_remote, brief, delete, stored, update

pytestmark = pytest.mark.django_db


def requisition(owner: Remote, partner: Remote, record_id: str = "req-1", **more: Any) -> Any:
    data = {"ID": record_id, "store_ID": owner.store.pk, "name_ID": partner.store.name_id}
    return update("requisition", data | more)


def line(record_id: str, parent: str = "req-1", **more: Any) -> Any:
    return update("requisition_line", {"ID": record_id, "requisition_ID": parent} | more)


def location(owner: Remote, record_id: str = "loc-1", **more: Any) -> Any:
    return update("Location", {"ID": record_id, "store_ID": owner.store.pk} | more)


def patient(record_id: str = "p-1", **more: Any) -> Any:
    return update("name", {"ID": record_id, "type": "patient", "name": "Ada"} | more)


def join(owner: Remote, name_id: str = "p-1", record_id: str = "", **more: Any) -> Any:
    record_id = record_id or f"nsj-{owner.site.pk}-{name_id}"
    data = {"ID": record_id, "store_ID": owner.store.pk, "name_ID": name_id, "inactive": False}
    return update("name_store_join", data | more)


def test_a_remote_record_stays_with_its_site_and_comes_back_at_initialisation() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.push(location(one, Description="Shelf", Volume=0.5, extra=None))
    assert one.pull() == []
    assert two.pull() == []
    one.initialise()
    (entry,) = one.pull()
    assert entry["recordData"] == {
        "ID": "loc-1",
        "store_ID": one.store.pk,
        "Description": "Shelf",
        "Volume": 0.5,
        "extra": None,
    }


def test_an_invoice_comes_after_the_goods_of_which_it_was_made_under_their_id() -> None:
    one = a_remote("One")
    invoice = update("transact", {"ID": "gr-1", "store_ID": one.store.pk, "name_ID": ""})
    one.push(invoice, update("trans_line", {"ID": "grl-1", "transaction_ID": "gr-1"}))
    goods = {"ID": "gr-1", "store_ID": one.store.pk, "status": "nw"}
    lines = {"ID": "grl-1", "goods_received_ID": "gr-1"}
    received = {"Goods_received": goods, "Goods_received_line": lines}
    author_changes(Change(name, data["ID"], data) for name, data in received.items())
    one.initialise()
    # A site keeps of one id what it pulls last, and must not lose what was done to the invoice.
    kept = {entry["recordId"]: entry["tableName"] for entry in one.pull()}
    assert (kept["gr-1"], kept["grl-1"]) == ("transact", "trans_line")
    assert not SetAsideRecord.objects.exists()


def test_a_transfer_goes_to_its_partner_with_every_version_and_its_lines() -> None:
    one, two, three = a_remote("One"), a_remote("Two"), a_remote("Three")
    one.push(line("l-1"), requisition(one, two), line("l-2"))
    first, *lines = brief(two.pull())
    assert first == ("requisition", "req-1", "update")
    assert {record_id for _, record_id, _ in lines} == {"l-1", "l-2"}
    one.push(requisition(one, two, status="fn"))
    assert brief(two.pull()) == [("requisition", "req-1", "update")]
    assert one.pull() == []
    assert three.pull() == []


def test_a_delete_goes_to_whoever_has_the_record() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.push(requisition(one, two), line("l-1"))
    two.pull()
    one.push(delete("requisition_line", "l-1"), delete("requisition", "req-1"))
    assert brief(two.pull()) == [
        ("requisition_line", "l-1", "delete"),
        ("requisition", "req-1", "delete"),
    ]
    one.initialise()
    assert one.pull() == []


def test_a_changed_partner_takes_the_record_with_its_lines_from_the_old_one() -> None:
    one, two, three = a_remote("One"), a_remote("Two"), a_remote("Three")
    one.push(requisition(one, two), line("l-1"))
    one.push(requisition(one, three, comment="for three only"))
    assert brief(two.pull()) == [
        ("requisition_line", "l-1", "delete"),
        ("requisition", "req-1", "delete"),
    ]
    assert brief(three.pull()) == [
        ("requisition", "req-1", "update"),
        ("requisition_line", "l-1", "update"),
    ]


def test_a_line_that_comes_before_its_header_waits_and_follows() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.push(line("l-1"))
    assert SetAsideRecord.objects.get().reason_code == "parent_unknown"
    one.push(requisition(one, two))
    assert not SetAsideRecord.objects.exists()
    assert len(two.pull()) == 2


def test_a_site_changes_only_what_it_owns() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.push(location(one))
    two.push(location(one, Description="stolen"), delete("Location", "loc-1"))
    assert stored("Location", "loc-1") == {"ID": "loc-1", "store_ID": one.store.pk}
    two.push(location(two, Description="taken over"))
    assert stored("Location", "loc-1") == {"ID": "loc-1", "store_ID": one.store.pk}
    assert {row.reason_code for row in SetAsideRecord.objects.all()} == {"not_yours"}


def test_a_patient_goes_where_it_is_visible() -> None:
    one, two, three = a_remote("One"), a_remote("Two"), a_remote("Three")
    document = update("om_document", {"ID": "d-1", "owner_name_ID": "p-1", "data": '{"a": 1}'})
    one.push(document, join(one), patient())
    assert not SetAsideRecord.objects.exists()
    two.push(join(two))
    assert brief(two.pull()) == [("name", "p-1", "update"), ("om_document", "d-1", "update")]
    one.push(patient(phone="123"))
    (entry,) = two.pull()
    assert entry["recordData"]["phone"] == "123"
    two.push(patient(phone="456"))
    assert brief(one.pull()) == [("name", "p-1", "update")]
    assert three.pull() == []


def test_a_barcode_goes_to_everybody_else() -> None:
    one, two, three = a_remote("One"), a_remote("Two"), a_remote("Three")
    never = a_remote("Never", initialised=False)
    one.push(update("barcode", {"ID": "b-1", "barcode": "123"}))
    assert one.pull() == []
    assert brief(two.pull()) == brief(three.pull()) == [("barcode", "b-1", "update")]
    never.initialise()
    assert brief(never.pull()) == [("barcode", "b-1", "update")]


def test_central_data_comes_through_the_log() -> None:
    one = a_remote("One")
    two = a_remote("Two")
    tables = [entry["tableName"] for entry in one.pull_central()]
    assert tables == ["currency", "name", "name", "item", "name", "store", "name", "store"]
    cursor = one.pull_central()[-1]["ID"]
    assert one.pull_central(cursor) == []
    assert two.get(f"central_records?cursor={cursor}").json() == {"maxCursor": cursor, "data": []}


def test_a_site_may_not_push_central_data() -> None:
    one = a_remote("One")
    one.push(update("unit", {"ID": "u-1"}), update("nobody_knows", {"ID": "x"}))
    codes = set(SetAsideRecord.objects.values_list("reason_code", flat=True))
    assert codes == {"not_pushable", "unknown_table"}
    assert not PushedBatch.objects.exists()


def test_integrating_again_changes_nothing() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.push(requisition(one, two))
    assert integrate_complete_pushes() == 0
    assert len(two.pull()) == 1

"""What one site deletes is gone wherever it was (protocol 10.3, rule 4)."""

import pytest

from syncjobs.models import QueuedRecord, SiteQueue
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.storage.record_store import Record
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    LINES,
    OF_SOMEBODY,
    Sites,
    replica,
    store_of,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites

pytestmark = pytest.mark.any_database

Trio = list[SimulatedSite]


@pytest.fixture
def trio(sites: Sites) -> Trio:
    trio = sites.initialised("One", "Two", "Three")
    sync_until_quiet(*trio)
    return trio


def draft(site: SimulatedSite, partner: str) -> Record:
    """A requisition with lines that is not sent yet."""
    request = site.authoring().requisition(partner, LINES) | {"om_status": "DRAFT", "status": "sg"}
    site.save("requisition", request)
    return request


def picked(site: SimulatedSite, partner: str) -> Record:
    """A shipment with lines that has not left yet."""
    shipment = site.authoring().shipment(partner, LINES) | {"om_status": "PICKED", "status": "cn"}
    site.save("transact", shipment)
    return shipment


def delete(site: SimulatedSite, header: Record) -> None:
    """Deletes a document as a site does, its lines first."""
    for table_name, lines, member in (
        ("requisition", "requisition_line", "requisition_ID"),
        ("transact", "trans_line", "transaction_ID"),
    ):
        for line in site.records(lines):
            if line[member] == header["ID"]:
                site.delete(lines, line["ID"])
        site.delete(table_name, header["ID"])


def test_a_draft_with_lines_disappears_at_its_partner(trio: Trio) -> None:
    one, two, three = trio
    kept, deleted, sent = draft(one, "Two"), draft(one, "Two"), picked(one, "Two")
    synced(one)
    synced(two)
    synced(two)
    assert len(two.records("requisition_line")) == 6
    [inbound] = [each for each in two.records("transact") if each["type"] == "si"]
    assert inbound["linked_transaction_id"] == sent["ID"]
    delete(one, deleted)
    delete(one, sent)
    synced(one)
    counts = synced(two).counts.pulled_queue
    assert counts == {"requisition": 1, "requisition_line": 3, "transact": 1, "trans_line": 3}
    # The counterpart of a shipment that never came goes with it, and the portal forgets it too.
    sync_until_quiet(one, two)
    assert replica(one, DOCUMENTS) == replica(two, DOCUMENTS)
    assert {key[1] for key in replica(two, ["requisition"])} == {kept["ID"]}
    assert two.records("transact") == []
    assert synced(three).counts.pulled_queue == {}


def test_what_was_never_pulled_is_not_delivered(trio: Trio) -> None:
    one, two, _ = trio
    deleted = draft(one, "Two")
    synced(one)
    delete(one, deleted)
    synced(one)
    assert set(QueuedRecord.objects.values_list("action", flat=True)) == {"delete"}
    synced(two)
    assert replica(two, DOCUMENTS) == {}
    assert set(SiteQueue.objects.values_list("length", flat=True)) == {0}


def test_a_draft_for_somebody_else_goes_there_with_its_lines(trio: Trio) -> None:
    one, two, three = trio
    request = draft(one, "Two")
    synced(one)
    synced(two)
    one.save("requisition", request | {"name_ID": store_of("Three").name_id})
    synced(one)
    synced(two)
    synced(three)
    assert replica(two, DOCUMENTS) == {}
    assert replica(three, DOCUMENTS) == replica(one, DOCUMENTS)
    assert len(replica(three, DOCUMENTS)) == 4


def test_a_draft_for_somebody_else_never_reaches_a_partner_that_did_not_ask(trio: Trio) -> None:
    one, two, three = trio
    request = draft(one, "Two")
    synced(one)
    one.save("requisition", request | {"name_ID": store_of("Three").name_id, "comment": "secret"})
    synced(one)
    synced(two)
    assert replica(two, DOCUMENTS) == {}
    assert "secret" not in str(replica(two))
    synced(three)
    assert len(replica(three, DOCUMENTS)) == 4


def test_a_deleted_record_of_the_site_alone_does_not_come_back(sites: Sites, trio: Trio) -> None:
    one, *_ = trio
    kept, deleted = one.authoring().location("A"), one.authoring().location("B")
    stock = one.authoring().stock_line("item-1", 3.0, "B-1")
    request = draft(one, "Two")
    sync_until_quiet(*trio)
    one.delete("Location", deleted["ID"])
    one.delete("item_line", stock["ID"])
    delete(one, request)
    sync_until_quiet(*trio)
    again = sites.start("One", "second device")
    synced(again)
    assert replica(again) == replica(one)
    assert [each["ID"] for each in again.records("Location")] == [kept["ID"]]
    private = set(OF_SOMEBODY) - {"name_store_join"}
    assert all(replica(site, private) == {} for site in trio[1:])


def test_a_record_that_is_deleted_and_made_again_is_there(trio: Trio) -> None:
    one, two, _ = trio
    request = draft(one, "Two")
    synced(one)
    delete(one, request)
    synced(one)
    one.save("requisition", request | {"comment": "after all"})
    synced(one)
    synced(two)
    assert replica(two, DOCUMENTS) == replica(one, DOCUMENTS)
    assert [each["comment"] for each in two.records("requisition")] == ["after all"]

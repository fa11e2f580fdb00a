"""What a site writes reaches its partner, and comes back to it, to the last digit."""

import pytest

from syncjobs.models import SetAsideRecord
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from syncjobs.records.conversions import convert_for_clients
from syncjobs.simulation import BatchSizes, SimulatedSite
from tests.syncjobs.exchange.full_records import (
    CENTRAL,
    LONG,
    PUSHED,
    enter_everything,
    exact,
    full_record,
    publish_central_records,
)
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    OF_ALL,
    Sites,
    as_read_by,
    replica,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites

pytestmark = pytest.mark.any_database

Pair = list[SimulatedSite]
# Together longer than a page may be.
MANY = 11


@pytest.fixture
def pair(sites: Sites) -> Pair:
    """One and Two, which have a full record of each central table."""
    publish_central_records()
    return sites.initialised("One", "Two")


def test_a_full_record_of_every_table_survives(sites: Sites, pair: Pair) -> None:
    one, two = pair
    central = {
        (table_name, f"{table_name}-full"): convert_for_clients(
            table_name, one.record(table_name, f"{table_name}-full") or {}
        )
        for table_name in CENTRAL
    }
    assert set(central) <= set(replica(two, CENTRAL))
    assert exact(replica(one, CENTRAL)) == exact(replica(two, CENTRAL))

    entered = enter_everything(one, "One", "Two")
    assert synced(one).counts.pushed == dict.fromkeys(PUSHED, 1)
    assert not SetAsideRecord.objects.exists()
    synced(two)
    of_one, of_two = replica(one, OF_ALL), replica(two, OF_ALL)
    received = {key for key in entered if key in of_two}
    assert {table_name for table_name, _ in received} == {
        "requisition",
        "requisition_line",
        "indicator_value",
        "transact",
        "trans_line",
        "message",
        "barcode",
    }
    sent = as_read_by(two, {key: of_one[key] for key in received})
    assert exact(sent) == exact({key: of_two[key] for key in received})

    again = sites.start("One", "second device")
    synced(again)
    assert exact(replica(again, OF_ALL)) == exact(of_one)


def test_texts_may_be_long_and_pages_end_early(sites: Sites) -> None:
    one, _ = sites.initialised("One", "Two")
    asked: list[str] = []
    two = sites.start("Two", sizes=BatchSizes(), observe=lambda attempt: asked.append(attempt.url))
    for _ in range(MANY):
        draft = one.authoring().requisition("Two", []) | {"om_status": "DRAFT", "comment": LONG}
        one.save("requisition", draft | {"charge code": {LONG[:99]: [LONG]}})
    author_changes([Change("user", "user-long", full_record("user", "user-long") | {"name": LONG})])
    synced(one)
    assert synced(two).counts.pulled_queue == {"requisition": MANY}
    # More than one page of records and the empty one after it, though one page has room for 500.
    assert len([url for url in asked if "queued_records?" in url]) > 2
    assert exact(replica(two, DOCUMENTS)) == exact(replica(one, DOCUMENTS))
    assert (two.record("user", "user-long") or {})["name"] == LONG

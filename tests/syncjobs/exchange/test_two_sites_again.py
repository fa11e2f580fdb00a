"""A site that lost its device gets everything back (protocol 3.3, 10.3 rule 7)."""

import pytest

from syncjobs.models import PushedBatch
from syncjobs.simulation import SimulatedSite
from tests.syncjobs.exchange.full_records import (
    CENTRAL,
    enter_everything,
    exact,
    publish_central_records,
)
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    LINES,
    OF_ALL,
    PowerCutError,
    Sites,
    as_read_by,
    cut_after,
    replica,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites

pytestmark = pytest.mark.any_database


def trade(here: SimulatedSite, there: str) -> None:
    here.authoring().requisition(there, LINES)
    here.authoring().shipment(there, LINES)


def test_a_new_device_has_all_that_the_old_one_had_and_goes_on(sites: Sites) -> None:
    publish_central_records()
    one, two, three = sites.initialised("One", "Two", "Three")
    enter_everything(one, "One", "Two")
    enter_everything(two, "Two", "One")
    enter_everything(three, "Three", "Two")
    for here, there in ((one, "Two"), (two, "One"), (three, "Two")):
        trade(here, there)
        here.authoring().patient("Ada", "King")
    sync_until_quiet(one, two, three)

    again = sites.start("One", "second device")
    synced(again)
    assert again.site_id == one.site_id
    assert exact(replica(again, OF_ALL)) == exact(replica(one, OF_ALL))
    assert len(replica(again, CENTRAL)) > len(CENTRAL)

    # Nothing is pushed of what came, and numbers go on after those of the old device.
    assert not synced(again).counts.pushed
    trade(again, "Two")
    trade(two, "One")
    trade(two, "Three")
    sync_until_quiet(again, two, three)
    of_again, of_two = replica(again, DOCUMENTS), replica(two, DOCUMENTS)
    assert as_read_by(two, of_again) == as_read_by(again, {key: of_two[key] for key in of_again})
    [store] = again.stores()
    requests = [each for each in again.records("requisition") if each["store_ID"] == store["ID"]]
    assert len({each["serial_number"] for each in requests}) == len(requests)


def test_what_was_pushed_before_the_loss_comes_back(sites: Sites) -> None:
    """Also a push that was not ended, and what waited unseen in the queue."""
    one, two = sites.initialised("One", "Two")
    locations = [one.authoring().location(code)["ID"] for code in "ABCDEFG"]
    two.authoring().requisition("One", LINES)
    synced(two)
    lost = sites.start("One", observe=cut_after(3))
    with pytest.raises(PowerCutError):
        lost.sync()
    assert PushedBatch.objects.filter(is_complete=False).count() == 2
    again = sites.start("One", "second device")
    synced(again)
    assert {each["ID"] for each in again.records("Location")} == set(locations[:6])
    assert replica(two, DOCUMENTS).items() <= replica(again, DOCUMENTS).items()
    sync_until_quiet(again, two)
    assert replica(again, DOCUMENTS) == replica(two, DOCUMENTS)

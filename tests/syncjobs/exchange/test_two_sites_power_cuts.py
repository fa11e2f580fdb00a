"""Sites whose power is cut again and again lose nothing, whatever they were at."""

from itertools import count

import pytest

from syncjobs.simulation import SimulatedSite
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    LINES,
    PowerCutError,
    Sites,
    cut_after,
    replica,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites

pytestmark = pytest.mark.any_database

# Each longer than the page or push of a hurried site.
CODES = "ABCDEFG"


def sync_between_cuts(sites: Sites, name: str, device: str) -> SimulatedSite:
    """Syncs with a cut after the first request, then after the second one and so on, to the end."""
    for requests in count(1):
        site = sites.start(name, device, observe=cut_after(requests))
        try:
            synced(site)
        except PowerCutError:
            continue
        finally:
            site.close()
        break
    assert requests > 6
    return sites.start(name, device)


def test_in_the_middle_of_an_initialisation(sites: Sites) -> None:
    one, two = sites.initialised("One", "Two")
    for code in CODES:
        one.authoring().location(code)
    two.authoring().requisition("One", LINES)
    sync_until_quiet(one, two)
    before = replica(one)
    two.authoring().shipment("One", LINES)
    synced(two)
    again = sync_between_cuts(sites, "One", "second device")
    after = replica(again)
    assert {key: after[key] for key in before} == before
    sync_until_quiet(again, two)
    assert replica(again, DOCUMENTS) == replica(two, DOCUMENTS)
    assert len(again.records("transact")) == 2


def test_in_the_middle_of_a_sync(sites: Sites) -> None:
    one, two = sites.initialised("One", "Two")
    locations = [one.authoring().location(code) for code in CODES]
    for here, there in ((two, "One"), (one, "Two")):
        here.authoring().requisition(there, LINES)
        here.authoring().shipment(there, LINES)
    synced(two)
    one.close()
    one = sync_between_cuts(sites, "One", "first")
    sync_until_quiet(one, two)
    assert len(one.records("Location")) == len(locations)
    assert replica(one, DOCUMENTS) == replica(two, DOCUMENTS)
    assert len(one.records("requisition")) == len(one.records("transact")) == 4
    again = sites.start("One", "second device")
    synced(again)
    assert replica(again) == replica(one)


def test_a_draft_that_changes_between_a_cut_and_the_next_sync(sites: Sites) -> None:
    """The acknowledgement of a version must not swallow the one after it."""
    one, two = sites.initialised("One", "Two")
    sync_until_quiet(one, two)
    two.close()
    # After the first page, its acknowledgement, and that of the second page.
    for cut in (5, 6, 8):
        request = one.authoring().requisition("Two", LINES) | {"om_status": "DRAFT", "status": "sg"}
        one.save("requisition", request)
        synced(one)
        cut_off = sites.start("Two", observe=cut_after(cut))
        with pytest.raises(PowerCutError):
            cut_off.sync()
        cut_off.close()
        one.save("requisition", request | {"comment": "later"})
        synced(one)
        two = sites.start("Two")
        synced(two)
        assert (two.record("requisition", request["ID"]) or {})["comment"] == "later"
        assert replica(two, DOCUMENTS) == replica(one, DOCUMENTS)
        two.close()

"""Pulling the central log (protocol 3.4)."""

import pytest

from syncjobs.simulation import BatchSizes, SimulatedSite
from syncjobs.simulation.errors import Variant
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import Json, StandIn, drops, record, says

pytestmark = pytest.mark.any_database


def unit(number: int) -> Json:
    return {"ID": f"u-{number}", "units": f"Unit {number}", "comment": "", "order_number": number}


def cursors(server: StandIn) -> list[str]:
    paths = [asked.path for asked in server.asked if asked.route == "GET central_records"]
    return [path.partition("cursor=")[2] for path in paths]


def test_it_asks_until_a_batch_is_empty(server: StandIn, start_site: StartSite) -> None:
    for number in range(5):
        server.publish("unit", unit(number))
    site = start_site(sizes=BatchSizes(central_pull=2))
    outcome = site.sync()
    assert outcome.counts.pulled_central.total() == 5
    assert cursors(server) == ["0&limit=2", "2&limit=2", "4&limit=2", "5&limit=2"]
    assert len(site.records("unit")) == 5


def test_it_goes_on_where_it_was(server: StandIn, site: SimulatedSite) -> None:
    server.publish("unit", unit(0))
    server.publish("unit", unit(1))
    server.faults["GET central_records"] = [
        says({"maxCursor": 2, "data": server.log[:1]}),
        drops,
    ]
    assert site.sync().error is not None
    assert site.records("unit") == []
    server.forget()
    assert site.sync().error is None
    assert cursors(server) == ["1&limit=500", "2&limit=500"]
    assert len(site.records("unit")) == 2


def test_it_takes_the_last_element_for_the_end(server: StandIn, site: SimulatedSite) -> None:
    entries = [{"ID": number, **record("unit", unit(number), "update")} for number in (7, 9, 3)]
    server.faults["GET central_records"] = [says({"maxCursor": 9, "data": entries})]
    site.sync()
    assert cursors(server)[1] == "3&limit=500"


def test_it_steps_over_a_gap_one_by_one(server: StandIn, site: SimulatedSite) -> None:
    gap = says({"maxCursor": 3, "data": []})
    server.faults["GET central_records"] = [gap, gap, gap, gap]
    assert site.sync().error is None
    assert [cursor[0] for cursor in cursors(server)] == ["0", "1", "2", "3"]


def test_it_crashes_when_the_log_shrinks(server: StandIn, operational: SimulatedSite) -> None:
    server.faults["GET central_records"] = [says({"maxCursor": 4, "data": []})]
    outcome = operational.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CRASH
    assert "maxCursor 4 is less than the cursor 5" in outcome.error.detail


def test_it_crashes_when_an_id_does_not_fit(server: StandIn, site: SimulatedSite) -> None:
    entry = {"ID": 2**31, **record("unit", unit(1), "update")}
    server.faults["GET central_records"] = [says({"maxCursor": 2**31, "data": [entry]})]
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CRASH


def test_it_never_ends_when_the_cursor_is_inclusive(server: StandIn, site: SimulatedSite) -> None:
    server.publish("unit", unit(1))
    server.faults["GET central_records"] = [says({"maxCursor": 1, "data": server.log})] * 2
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.NEVER_ENDS


def test_it_throws_away_what_it_pulls_for_a_load(server: StandIn, start_site: StartSite) -> None:
    server.publish("unit", unit(1))
    site = start_site(keeps_records=False)
    outcome = site.sync()
    assert outcome.counts.pulled_central.total() == 1
    assert cursors(server) == ["0&limit=500", "1&limit=500"]
    assert site.records("unit") == []

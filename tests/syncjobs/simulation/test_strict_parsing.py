"""Each answer that a real site cannot parse fails the sync of this one too (protocol 2, 3)."""

from typing import Any

import pytest

from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.errors import Variant
from tests.syncjobs.simulation.stand_in import Json, StandIn, says, says_text
from tests.syncjobs.simulation.world import location

pytestmark = pytest.mark.any_database

ABSENT = object()
CENTRAL_ENTRY = {"ID": 1, "tableName": "unit", "recordId": "u", "action": "insert"}
QUEUE_ROW = {"syncOutId": "1", "tableName": "unit", "recordId": "u", "action": "insert"}


def changed(members: Json, name: str, value: Any) -> Json:
    """A copy with another value of a member, or without it."""
    rest = {key: kept for key, kept in members.items() if key != name}
    return rest if value is ABSENT else {**rest, name: value}


def assert_it_fails(site: SimulatedSite, server: StandIn, route: str) -> None:
    outcome = site.sync()
    assert outcome.error is not None
    assert (outcome.error.variant, outcome.error.server_code) == (Variant.UNKNOWN, "")
    assert server.routes()[-1] == route


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("id", ABSENT),
        ("id", 12),
        ("siteId", ABSENT),
        ("siteId", "12"),
        ("siteId", 12.0),
        ("siteId", True),
        ("siteId", 2**31),
        ("initialisationStatus", ABSENT),
        ("initialisationStatus", "Completed"),
        ("initialisationStatus", "finished"),
        ("isOmSupplyCentralServer", ABSENT),
        ("isOmSupplyCentralServer", 1),
        ("isOmSupplyCentralServer", None),
        ("omSupplyCentralServerUrl", ABSENT),
        ("omSupplyCentralServerUrl", None),
        ("mSupplyCentralSiteId", ABSENT),
        ("mSupplyCentralSiteId", None),
        ("mSupplyCentralSiteId", "1"),
    ],
)
def test_it_cannot_read_discovery(
    server: StandIn, site: SimulatedSite, member: str, value: Any
) -> None:
    server.faults["GET site"] = [says(changed(server.site_info(), member, value))]
    assert_it_fails(site, server, "GET site")


@pytest.mark.parametrize("member", ["code", "name"])
def test_it_ignores_what_it_does_not_know(
    server: StandIn, site: SimulatedSite, member: str
) -> None:
    server.faults["GET site"] = [says(changed(server.site_info(), member, ABSENT))]
    assert site.sync().error is None


@pytest.mark.parametrize(
    "status",
    [
        {"code": "busy", "message": "m"},
        {"code": "Idle", "message": "m"},
        {"code": "idle"},
        {"code": "idle", "message": None},
        {"message": "m"},
        {"code": "idle", "message": "m", "data": {}},
        {"code": "idle", "message": "m", "data": 0},
        [],
    ],
)
def test_it_cannot_read_a_status(server: StandIn, operational: SimulatedSite, status: Any) -> None:
    server.faults["GET site_status"] = [says(status)]
    assert_it_fails(operational, server, "GET site_status")


@pytest.mark.parametrize("data", [ABSENT, None, "ten records are left"])
def test_it_reads_any_data_of_a_status(
    server: StandIn, operational: SimulatedSite, data: Any
) -> None:
    server.faults["GET site_status"] = [
        says(changed({"code": "idle", "message": "m"}, "data", data))
    ]
    assert operational.sync().error is None


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"queueLength": "3"},
        {"queueLength": -1},
        {"queueLength": 3.0},
        {"queueLength": None},
        {"queueLength": 1, "data": None},
        {"queueLength": 1, "data": [{}]},
    ],
)
def test_it_cannot_read_the_length_of_its_queue(
    server: StandIn, site: SimulatedSite, answer: Json
) -> None:
    server.faults["POST initialise"] = [says(answer)]
    assert_it_fails(site, server, "POST initialise")


def test_it_ignores_readable_data_of_an_initialisation(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["POST initialise"] = [says({"queueLength": 1, "data": [QUEUE_ROW]})]
    outcome = site.sync()
    assert outcome.error is None
    assert outcome.counts.pulled_queue.total() == 0


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("ID", ABSENT),
        ("ID", "1"),
        ("ID", -1),
        ("ID", 1.0),
        ("tableName", ABSENT),
        ("tableName", None),
        ("recordId", 1),
        ("action", ABSENT),
        ("action", "upsert"),
        ("action", "INSERT"),
    ],
)
def test_it_cannot_read_an_entry_of_the_central_log(
    server: StandIn, site: SimulatedSite, member: str, value: Any
) -> None:
    entry = changed(CENTRAL_ENTRY, member, value)
    server.faults["GET central_records"] = [says({"maxCursor": 1, "data": [entry]})]
    assert_it_fails(site, server, "GET central_records")
    assert not site.unused_tables()


@pytest.mark.parametrize(
    "batch", [{}, {"maxCursor": None}, {"maxCursor": "0"}, {"maxCursor": 0, "data": None}]
)
def test_it_cannot_read_a_batch_of_the_central_log(
    server: StandIn, site: SimulatedSite, batch: Json
) -> None:
    server.faults["GET central_records"] = [says(batch)]
    assert_it_fails(site, server, "GET central_records")


@pytest.mark.parametrize(
    ("member", "value"), [("syncOutId", 1), ("syncOutId", ABSENT), ("action", "remove")]
)
def test_it_cannot_read_a_row_of_the_queue(
    server: StandIn, site: SimulatedSite, member: str, value: Any
) -> None:
    rows = [QUEUE_ROW, changed(QUEUE_ROW, member, value)]
    server.faults["GET queued_records"] = [says({"queueLength": 2, "data": rows})]
    assert_it_fails(site, server, "GET queued_records")


@pytest.mark.parametrize("batch", [{"data": []}, {"queueLength": 0, "data": {}}])
def test_it_cannot_read_a_batch_of_the_queue(
    server: StandIn, site: SimulatedSite, batch: Json
) -> None:
    server.faults["GET queued_records"] = [says(batch)]
    assert_it_fails(site, server, "GET queued_records")


@pytest.mark.parametrize("route", ["GET central_records", "GET queued_records"])
def test_it_counts_absent_data_as_none(server: StandIn, site: SimulatedSite, route: str) -> None:
    server.faults[route] = [says({"maxCursor": 0, "queueLength": 0})]
    assert site.sync().error is None


@pytest.mark.parametrize("spelling", ["insert", "Insert", "update", "Update"])
def test_it_reads_every_spelling_of_an_upsert(
    server: StandIn, site: SimulatedSite, spelling: str
) -> None:
    unit = {"ID": "u", "units": "Tablet", "comment": "", "order_number": 1}
    server.publish("unit", unit, spelling)
    assert site.sync().error is None
    assert site.record("unit", "u") == unit


@pytest.mark.parametrize(
    "answer", [{}, {"integrationStarted": None}, {"integrationStarted": "true"}]
)
def test_it_cannot_read_the_answer_to_a_push(
    server: StandIn, operational: SimulatedSite, answer: Json
) -> None:
    operational.save("Location", location("l-1"))
    server.faults["POST queued_records"] = [says(answer)]
    assert_it_fails(operational, server, "POST queued_records")


@pytest.mark.parametrize(
    "text", ["", "<html>", '{"maxCursor": 0', '{"maxCursor": NaN}', '{"maxCursor": 0} x', "null"]
)
def test_it_cannot_read_what_is_no_json(server: StandIn, site: SimulatedSite, text: str) -> None:
    server.faults["GET central_records"] = [says_text(text)]
    assert_it_fails(site, server, "GET central_records")


@pytest.mark.parametrize(
    "content", ['"\\ud800"', '{"\\udfff": 1}', "1e999", "[-1e999]", "[" * 125 + "]" * 125]
)
def test_it_cannot_read_content_beyond_its_parser(
    server: StandIn, site: SimulatedSite, content: str
) -> None:
    entry = (
        f'"ID": 1, "tableName": "x", "recordId": "x", "action": "update", "recordData": {content}'
    )
    text = f'{{"maxCursor": 1, "data": [{{{entry}}}]}}'
    server.faults["GET central_records"] = [says_text(text)]
    assert_it_fails(site, server, "GET central_records")


@pytest.mark.parametrize("content", ['"\\ud83d\\ude00"', "1e308", "[" * 124 + "]" * 124])
def test_it_reads_content_up_to_the_limits_of_its_parser(
    server: StandIn, site: SimulatedSite, content: str
) -> None:
    entry = (
        f'"ID": 1, "tableName": "x", "recordId": "x", "action": "update", "recordData": {content}'
    )
    text = f'{{"maxCursor": 1, "data": [{{{entry}}}]}}'
    server.faults["GET central_records"] = [says_text(text)]
    assert site.sync().error is None


def test_it_reads_json_after_white_space(server: StandIn, site: SimulatedSite) -> None:
    server.faults["POST initialise"] = [says_text('   \n\n {"queueLength": 0}\n')]
    assert site.sync().error is None


def test_it_cannot_read_a_member_that_stands_twice(server: StandIn, site: SimulatedSite) -> None:
    server.faults["GET central_records"] = [says_text('{"maxCursor": 0, "maxCursor": 0}')]
    assert_it_fails(site, server, "GET central_records")


def test_it_does_not_care_about_an_unknown_member_that_stands_twice(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["GET central_records"] = [says_text('{"maxCursor": 0, "x": 1, "x": 2}')]
    assert site.sync().error is None


def test_it_does_not_read_the_answer_to_an_acknowledgement(
    server: StandIn, site: SimulatedSite
) -> None:
    server.enqueue("unit", {"ID": "u", "units": "Tablet", "comment": "", "order_number": 1})
    unreadable = {"queueLength": 1, "data": list(server.queue)}
    server.queue.clear()
    server.faults["GET queued_records"] = [says(unreadable)]
    server.faults["POST acknowledged_records"] = [says_text("thanks", 204)]
    assert site.sync().error is None

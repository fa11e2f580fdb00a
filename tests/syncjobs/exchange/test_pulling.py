"""What a site pulls and acknowledges, on the wire (protocol 3.2, 3.4 to 3.6)."""

import gzip
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sites.central_server import tick_central_server
from sites.models import Site
from syncjobs.exchange import pulling
from syncjobs.models import Record, SiteQueue
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.sites.calls import error_of
from tests.syncjobs.exchange.wire import Remote, a_remote, brief, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Remote:
    """An initialised site to which nothing waits."""
    return a_remote()


def write_units(*ids: str) -> None:
    author_changes(Change("unit", each, {"ID": each, "units": "Tablet"}) for each in ids)


def queue_locations(site: Remote, count: int, text: str = "") -> None:
    """Records of the site that are written at the centre, so that they wait for it."""
    author_changes(
        Change("Location", f"loc-{n}", {"ID": f"loc-{n}", "store_ID": site.store.pk, "code": text})
        for n in range(count)
    )


def test_a_central_entry_has_exactly_these_members(site: Remote) -> None:
    cursor = site.pull_central()[-1]["ID"]
    write_units("u-1")
    answer = site.get(f"central_records?cursor={cursor}&limit=500").json()
    assert answer == {
        "maxCursor": cursor + 1,
        "data": [
            {
                "ID": cursor + 1,
                "tableName": "unit",
                "recordId": "u-1",
                "action": "update",
                "recordData": {"ID": "u-1", "units": "Tablet"},
            }
        ],
    }


def test_a_changed_record_moves_to_the_end_of_the_log(site: Remote) -> None:
    write_units("u-1", "u-2")
    cursor = site.pull_central()[-1]["ID"]
    author_changes([Change("unit", "u-1", {"ID": "u-1", "units": "Box"})])
    (entry,) = site.pull_central(cursor)
    assert entry["recordData"]["units"] == "Box"
    assert [each["recordId"] for each in site.pull_central()][-2:] == ["u-2", "u-1"]


def test_what_stays_the_same_is_not_told_again(site: Remote) -> None:
    write_units("u-1")
    cursor = site.pull_central()[-1]["ID"]
    write_units("u-1")
    assert site.pull_central(cursor) == []


def test_a_deleted_record_is_told_as_a_delete(site: Remote) -> None:
    write_units("u-1")
    author_changes([Change("unit", "u-1", None)])
    entry = site.pull_central()[-1]
    assert (entry["recordId"], entry["action"], entry["recordData"]) == ("u-1", "delete", None)


def test_the_log_leaves_out_what_the_site_itself_authored(site: Remote) -> None:
    tick_central_server(site.site, "https://central.example.org")
    cursor = site.pull_central()[-1]["ID"]
    site.push(update("item", {"ID": "i-1", "item_name": "Aspirin"}))
    answer = site.get(f"central_records?cursor={cursor}").json()
    assert answer == {"maxCursor": cursor, "data": []}
    assert brief(a_remote("Two").pull_central())[-3] == ("item", "i-1", "update")
    site.initialise()
    assert ("item", "i-1", "update") in brief(site.pull_central())


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
def test_pages_of_any_size_give_the_same_log(site: Remote, limit: int) -> None:
    write_units("u-1", "u-2", "u-3")
    pulled: list[Any] = []
    while True:
        cursor = pulled[-1]["ID"] if pulled else 0
        answer = site.get(f"central_records?cursor={cursor}&limit={limit}").json()
        assert len(answer["data"]) <= limit
        if not answer["data"]:
            break
        pulled += answer["data"]
    assert answer["maxCursor"] == cursor
    assert pulled == site.pull_central()


def test_a_queued_entry_has_exactly_these_members(site: Remote) -> None:
    queue_locations(site, 1)
    answer = site.get("queued_records?limit=500").json()
    (entry,) = answer["data"]
    assert answer["queueLength"] == 1
    assert isinstance(entry.pop("syncOutId"), str)
    assert entry == {
        "tableName": "Location",
        "recordId": "loc-0",
        "action": "update",
        "recordData": {"ID": "loc-0", "store_ID": site.store.pk, "code": ""},
    }


def test_rows_come_again_until_they_are_acknowledged(site: Remote) -> None:
    queue_locations(site, 5)
    first = site.page(limit=2)
    assert site.page(limit=2) == first
    acknowledged = {"syncIDs": [entry["syncOutId"] for entry in first]}
    assert site.post("acknowledged_records", acknowledged).status_code == 204
    assert site.post("acknowledged_records", acknowledged).status_code == 204
    answer = site.get("queued_records?limit=2").json()
    assert answer["queueLength"] == 3
    assert [entry["recordId"] for entry in answer["data"]] == ["loc-2", "loc-3"]


def test_a_change_after_delivery_is_delivered_again(site: Remote) -> None:
    queue_locations(site, 1)
    (old,) = site.page()
    queue_locations(site, 1, text="new")
    site.post("acknowledged_records", {"syncIDs": [old["syncOutId"]]})
    (new,) = site.pull()
    assert new["recordData"]["code"] == "new"


def test_nobody_acknowledges_for_another_site(site: Remote) -> None:
    queue_locations(site, 1)
    (entry,) = site.page()
    other = a_remote("Two")
    assert other.post("acknowledged_records", {"syncIDs": [entry["syncOutId"]]}).status_code == 204
    assert site.page() == [entry]
    assert SiteQueue.objects.get(site=other.site).length == 0


def test_large_answers_are_packed_for_those_who_take_them_so(site: Remote) -> None:
    queue_locations(site, 50)
    plain = site.get("queued_records")
    headers = site.caller.headers() | {"Accept-Encoding": "gzip"}
    packed = Client().get("/sync/v5/queued_records", headers=headers)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 3
    assert gzip.decompress(packed.content) == plain.content


def test_a_page_of_large_records_ends_early(site: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "LARGEST_PAGE", 1_000)
    queue_locations(site, 5, text="x" * 700)
    assert [len(site.page()), len(site.pull())] == [2, 5]


def test_a_queue_that_is_being_built_is_not_delivered(site: Remote) -> None:
    queue_locations(site, 1)
    Site.objects.filter(pk=site.site.pk).update(initialisation_status="started")
    error = error_of(site.get("queued_records"), 503)
    assert error["code"] == "initialisation_in_progress"


def test_a_site_whose_data_could_not_be_prepared_is_not_told_idle(site: Remote) -> None:
    Site.objects.filter(pk=site.site.pk).update(initialisation_status="error")
    assert error_of(site.get("site_status"), 500)["code"] == "initialisation_failed"


def test_the_status_is_not_idle_until_a_push_is_integrated(site: Remote) -> None:
    location = update("Location", {"ID": "loc-1", "store_ID": site.store.pk})
    site.post("queued_records", {"queueLength": 1, "data": [location]})
    assert site.get("site_status").json()["code"] == "idle"
    site.post("queued_records", {"queueLength": 0, "data": []})
    answer = site.get("site_status").json()
    assert answer["code"] == answer["message"] == "integration_in_progress"
    assert a_remote("Two").get("site_status").json()["code"] == "idle"
    site.push()
    assert site.get("site_status").json()["code"] == "idle"


@pytest.mark.parametrize(
    ("method", "path", "body", "queries"),
    [
        ("get", "site_status", None, 2),
        ("get", "central_records?cursor=1000000&limit=500", None, 2),
        # One more, to keep that the sync succeeded.
        ("get", "queued_records?limit=500", None, 3),
        ("post", "queued_records", {"queueLength": 0, "data": []}, 2),
    ],
)
def test_a_call_with_nothing_to_do_costs_few_queries(
    site: Remote,
    method: str,
    path: str,
    body: Any,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # What a site keeps to itself, such as its cursor, is written when it changes.
    site.get("central_records?cursor=1000000&limit=500")
    with django_assert_num_queries(queries):
        answer = site.get(path) if method == "get" else site.post(path, body)
    assert answer.status_code == 200


def test_stored_json_is_delivered_as_it_is(site: Remote) -> None:
    queue_locations(site, 1)
    text = '{"ID":"loc-0","number":1.0,"large":12345678901234567890,"odd":"\\u0000"}'
    Record.objects.filter(record_id="loc-0").update(data=text)
    body = site.get("queued_records").content.decode()
    assert text in body
    json.loads(body)

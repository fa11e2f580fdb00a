"""Records that cannot be accepted: each is set aside with its reason, and the others go on."""

import json
from typing import Any

import pytest

from syncjobs.choices import LONGEST_RECORD_ID, LONGEST_TABLE_NAME
from syncjobs.exchange.integrate import integrate_complete_pushes, integrate_set_aside
from syncjobs.models import Record, SetAsideRecord
from tests.syncjobs.exchange.bad_records import CASES, HALF, NO_IDS, Make, Scene, location
from tests.syncjobs.exchange.hostile import (
    a_quick_remote,
    nested,
    post_raw,
    pulled_strictly,
    requisition,
)
from tests.syncjobs.exchange.wire import delete, stored, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene(*(a_quick_remote(name) for name in ("One", "Two", "Owner")))


@pytest.fixture
def theirs(scene: Scene) -> dict[tuple[str, str], Any]:
    """Records of the owner, by their keys."""
    push = Scene(scene.owner, scene.two, scene.one).push
    push(
        update("Location", {"ID": "loc-owner", "store_ID": scene.owner.store.pk}),
        requisition(scene.owner, scene.owner, "req-owner"),
    )
    keys = (("Location", "loc-owner"), ("requisition", "req-owner"))
    return {key: stored(*key) for key in keys}


@pytest.mark.parametrize(("reason", "make"), CASES.values(), ids=CASES)
def test_it_is_set_aside_and_the_others_go_on(
    scene: Scene, theirs: dict[tuple[str, str], Any], reason: str, make: Make
) -> None:
    bad = make(scene)
    before = set(Record.objects.values_list("table_name", "record_id", "data"))
    goods = [requisition(scene.one, scene.two, record_id) for record_id in ("req-1", "req-2")]
    scene.push(goods[0], bad, goods[1])
    row = SetAsideRecord.objects.get()
    assert (row.site_id, row.reason_code) == (scene.one.site.pk, reason)
    assert row.reason
    assert row.advice or reason == "not_yours"
    assert json.loads(row.data) == bad["recordData"]
    assert [entry["recordId"] for entry in pulled_strictly(scene.two)] == ["req-1", "req-2"]
    after = set(Record.objects.values_list("table_name", "record_id", "data"))
    assert {record_id for _, record_id, _ in after - before} == {"req-1", "req-2"}
    assert before <= after
    assert theirs == {key: stored(*key) for key in theirs}
    # Trying it again by hand changes nothing, and keeps it.
    assert integrate_set_aside([row]) == 0
    assert SetAsideRecord.objects.get().reason_code == reason
    assert set(Record.objects.values_list("table_name", "record_id", "data")) == after


def test_what_can_be_told_comes_back_strictly_as_it_was(scene: Scene) -> None:
    odd = {
        "deep": nested(99),
        "numbers": [0, -0.0, 1e308, 5e-324, 2**63, -(2**63), 2**64 - 1, 0.1 + 0.2, 10.0],
        "text": '\u0001\u001f\u007f\u2028\ufeff\U0001f600"\\/\n',
        "": {"": []},
    }
    scene.push(location(scene, **odd))
    assert not SetAsideRecord.objects.exists()
    scene.one.initialise()
    (entry,) = pulled_strictly(scene.one)
    assert entry["recordData"] == {"ID": "bad", "store_ID": scene.one.store.pk} | odd
    assert str(entry["recordData"]["numbers"]) == str(odd["numbers"])


def test_of_a_member_that_is_there_twice_the_last_counts(scene: Scene) -> None:
    store = json.dumps(scene.one.store.pk)
    record = f'{{"ID": "other", "x": 1, "ID": "bad", "store_ID": {store}, "x": 2}}'
    entry = (
        '{"tableName": "unit", "recordId": "no", "action": "Update", "tableName": "Location",'
        f' "recordId": "bad", "recordData": 1, "recordData": {record}}}'
    )
    body = f'{{"data": [1], "queueLength": 7, "queueLength": 0, "data": [{entry}]}}'
    assert post_raw(scene.one, "queued_records", body.encode()).status_code == 200
    integrate_complete_pushes()
    assert stored("Location", "bad") == {"ID": "bad", "x": 2, "store_ID": scene.one.store.pk}


@pytest.mark.parametrize("value", NO_IDS, ids=lambda value: f"{value!r:.9}")
def test_a_partner_that_is_no_id_is_no_partner(scene: Scene, value: Any) -> None:
    scene.push(requisition(scene.one, scene.two, "req-1", name_ID=value))
    assert Record.objects.filter(record_id="req-1", partner_name=None).exists()
    assert pulled_strictly(scene.two) == []


def test_ids_and_tables_that_begin_alike_are_kept_apart(scene: Scene) -> None:
    ids = [f"{'x' * LONGEST_RECORD_ID}{end}" for end in ("a", "b", "\0", HALF)]
    names = [f"{'t' * LONGEST_TABLE_NAME}{end}" for end in ("a", "b", "\0", HALF)]
    for record_id in ids:
        scene.push(location(scene, ID=record_id))
    for name in names:
        scene.push(location(scene) | {"tableName": name})
    assert SetAsideRecord.objects.count() == len(ids) + len(names)
    # The same again takes the place of the first.
    scene.push(location(scene, ID=ids[0], x=2), location(scene, x=2) | {"tableName": names[2]})
    assert SetAsideRecord.objects.count() == len(ids) + len(names)


def test_a_cut_id_is_not_taken_for_that_of_another_record(scene: Scene) -> None:
    kept = "x" * LONGEST_RECORD_ID
    scene.push(location(scene, ID=kept), location(scene, ID="a?"))
    for record_id in (f"{kept}y", "a\0", f"a{HALF}"):
        scene.push(delete("Location", record_id))
    assert SetAsideRecord.objects.count() == 3
    assert integrate_set_aside(SetAsideRecord.objects.all()) == 0
    assert stored("Location", kept) is not None
    assert SetAsideRecord.objects.count() == 3

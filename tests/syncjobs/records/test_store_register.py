"""Records of stores that are edited at the centre, and what the register makes of them."""

from typing import Any

import pytest

from sites.models import Site, Store
from sites.registration import SiteDetails
from syncjobs.records.central_edits import Edit, edit_centrally
from syncjobs.records.store_records import write_store_records
from syncjobs.register import register_site
from tests.sites.calls import PASSWORD
from tests.sites.registered import history_of
from tests.syncjobs.exchange.wire import Remote, a_remote, brief, stored, update
from tests.syncjobs.records.samples import sample, sample_world

pytestmark = pytest.mark.django_db


def upsert(*records: tuple[str, dict[str, Any]]) -> None:
    edit_centrally([Edit(table_name, data["ID"], data) for table_name, data in records])


def delete(table_name: str, record_id: str) -> None:
    edit_centrally([Edit(table_name, record_id, None)])


def a_store(record_id: str = "st-1", **members: Any) -> tuple[str, dict[str, Any]]:
    data = {"ID": record_id, "name_ID": "n-1", "code": "KAM", "sync_id_remote_site": 0}
    return "store", data | members


def a_name(record_id: str = "n-1", name: str = "Kamuzu", **members: Any) -> Any:
    return "name", {"ID": record_id, "name": name, "type": "store"} | members


def store(record_id: str = "st-1") -> Store:
    return Store.objects.get(pk=record_id)


def a_bare_site(name: str = "Bare") -> Site:
    """A site that never asked for its data."""
    return register_site(SiteDetails(name), PASSWORD)


def with_another_store(name: str) -> Remote:
    """A site that stays one when its first store is taken from it."""
    remote = a_remote(name)
    upsert(a_store("other", name_ID="n-other", code="OTHER", sync_id_remote_site=remote.site.pk))
    return remote


def test_a_new_record_registers_its_store() -> None:
    site = a_bare_site()
    record = a_store(sync_id_remote_site=site.pk, store_mode="dispensary", disabled=True, x=None)
    upsert(record, a_name())
    new = store()
    assert (new.code, new.name, new.name_id) == ("KAM", "Kamuzu", "n-1")
    assert (new.mode, new.site, new.disabled) == ("dispensary", site, True)
    assert [row.history_change_reason for row in history_of(new).all()] == [
        "Record edited at the centre"
    ]
    present = stored("store", "st-1")
    assert present is not None
    assert present | record[1] == present


def test_the_name_may_come_first_or_last_or_never() -> None:
    upsert(a_name("n-1", "First"))
    upsert(a_store())
    upsert(a_store("st-2", name_ID="n-2", code="LIL"))
    assert (store().name, store("st-2").name) == ("First", "LIL")
    upsert(a_name("n-2", "Last"))
    assert store("st-2").name == "Last"
    upsert(a_name("n-1", " "))
    assert store().name == "KAM"


def test_the_register_does_not_take_a_name_back_later() -> None:
    upsert(a_store(), a_name("n-1", "Before"))
    upsert(a_name("n-1", "After", phone="123"))
    write_store_records([store()])
    name = stored("name", "n-1")
    assert name is not None
    assert (name["name"], name["phone"]) == ("After", "123")


def test_a_change_follows() -> None:
    upsert(a_store(), a_name())
    upsert(("store", {"ID": "st-1", "code": "NEW", "store_mode": "dispensary", "disabled": True}))
    assert (store().code, store().mode, store().disabled) == ("NEW", "dispensary", True)
    assert store().name == "Kamuzu"
    assert history_of(store()).count() == 2


def test_a_record_that_says_nothing_new_makes_no_history() -> None:
    upsert(a_store(), a_name())
    upsert(a_store(), a_name())
    assert history_of(store()).count() == 1


@pytest.mark.parametrize("site_id", [0, 1, 999_999, 2**31, -1, 2**70, True, "5", None, [1]])
def test_a_site_that_is_none_is_no_site(site_id: Any) -> None:
    upsert(a_store(sync_id_remote_site=site_id))
    assert store().site is None
    record = stored("store", "st-1")
    assert record is not None
    assert record["sync_id_remote_site"] == site_id


def test_a_store_comes_to_its_site_when_that_is_registered_by_now() -> None:
    site = a_bare_site("Earlier")
    upsert(a_store(sync_id_remote_site=site.pk + 1))
    assert store().site is None
    later = a_bare_site("Later")
    assert later.pk == site.pk + 1
    upsert(a_store(sync_id_remote_site=later.pk))
    assert store().site == later


def test_an_initialised_site_gets_all_that_belongs_to_a_store_that_comes() -> None:
    partner = a_remote("Partner")
    upsert(a_store(), a_name())
    remote = a_remote("Remote")
    world = sample_world(store(), partner.store, remote.site.pk)
    del world["store"]
    records = [(table_name, each) for table_name, listed in world.items() for each in listed]
    upsert(*records)
    before = {record_id for _, record_id, _ in brief(remote.pull())}
    assert before == {"barcode-1"}
    upsert(a_store(sync_id_remote_site=remote.site.pk))
    pulled = remote.pull()
    assert len(pulled) == len({entry["recordId"] for entry in pulled})
    central = {entry["recordId"] for entry in remote.pull_central()}
    everything = {each["ID"] for name, each in records if not name.startswith(("om_e", "om_v"))}
    assert {entry["recordId"] for entry in pulled} | central | before >= everything
    assert {"transact-1", "trans_line-1", "requisition-1", "patient-1", "om_document-1"} <= {
        entry["recordId"] for entry in pulled
    }


def test_a_store_that_moves_takes_its_records_along() -> None:
    one, two = with_another_store("One"), a_remote("Two")
    one.push(update("Location", sample("Location", "l-1", store_ID=one.store.pk)))
    new = sample("Location", "l-2", store_ID=one.store.pk)
    moved = ("store", {"ID": one.store.pk, "sync_id_remote_site": two.site.pk})
    upsert(moved, ("Location", new))
    assert brief(two.pull()) == [("Location", "l-1", "update"), ("Location", "l-2", "update")]
    assert one.pull() == []
    upsert(("Location", new | {"code": "changed"}))
    assert brief(two.pull()) == [("Location", "l-2", "update")]
    for remote in (one, two):
        data = {e["recordId"]: e["recordData"] for e in remote.pull_central()}[one.store.pk]
        assert data["sync_id_remote_site"] == two.site.pk


def test_a_store_that_gets_another_name_gets_what_is_addressed_to_it() -> None:
    one, two = a_remote("One"), a_remote("Two")
    requisition = {"ID": "r-1", "store_ID": one.store.pk, "name_ID": "n-new"}
    one.push(update("requisition", requisition))
    assert two.pull() == []
    upsert(("store", {"ID": two.store.pk, "name_ID": "n-new"}))
    assert brief(two.pull()) == [("requisition", "r-1", "update")]


def test_a_site_that_never_asked_is_queued_nothing() -> None:
    never = a_remote("Never", initialised=False)
    upsert(
        a_store(sync_id_remote_site=never.site.pk),
        ("Location", sample("Location", "l-1", store_ID="st-1")),
    )
    assert never.page() == []
    never.initialise()
    assert brief(never.pull()) == [("Location", "l-1", "update")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("kam", "kam-st-2"),
        (" KAM ", "KAM-st-2"),
        ("", "st-2"),
        (None, "st-2"),
        (5, "st-2"),
        ("x" * 41, "x" * 40),
        ("a\0b", "ab"),
    ],
)
def test_a_code_that_the_register_cannot_take_is_made_one(code: Any, expected: str) -> None:
    upsert(a_store())
    upsert(a_store("st-2", name_ID="n-2", code=code))
    assert store("st-2").code == expected
    record = stored("store", "st-2")
    assert record is not None
    assert record["code"] == code


def test_many_stores_of_one_code_are_all_registered() -> None:
    ids = [f"{number}" * 40 for number in range(1, 4)]
    upsert(*(a_store(each, name_ID=f"n-{each}", code="y" * 40) for each in ids))
    assert [store(each).code for each in ids] == [
        "y" * 40,
        f"{'y' * 33}-222222",
        f"{'y' * 33}-333333",
    ]
    upsert(*(a_store(each, name_ID=f"n-{each}", code="y" * 40) for each in ids))
    assert Store.objects.filter(pk__in=ids).count() == 3


@pytest.mark.parametrize("name_id", ["n-1", "", None, 7, "x" * 65, "a\0"])
def test_the_id_of_a_name_that_the_register_cannot_take_is_replaced(name_id: Any) -> None:
    upsert(a_store())
    upsert(a_store("st-2", name_ID=name_id, code="LIL"))
    replaced = store("st-2").name_id
    assert replaced not in {"n-1", name_id}
    upsert(a_store("st-2", name_ID=name_id, code="LIL", logo="x"))
    assert store("st-2").name_id == replaced


def test_a_store_whose_id_is_too_long_is_a_record_only() -> None:
    upsert(a_store("x" * 65))
    assert not Store.objects.exists()
    assert stored("store", "x" * 65) is not None


def test_a_long_name_is_cut() -> None:
    upsert(a_store(), a_name("n-1", "n" * 201))
    assert store().name == "n" * 200


def test_a_deleted_store_is_taken_off_its_site() -> None:
    remote = with_another_store("One")
    delete("store", remote.store.pk)
    gone = store(remote.store.pk)
    assert (gone.site, gone.disabled) == (None, True)
    assert brief(remote.page()) == []
    assert stored("store", gone.pk) is None
    other = a_remote("Two")
    assert ("store", gone.pk, "delete") in brief(other.pull_central())


def test_a_deleted_store_may_come_back() -> None:
    remote = a_remote("One")
    record = stored("store", remote.store.pk)
    assert record is not None
    delete("store", remote.store.pk)
    upsert(("store", record))
    back = store(remote.store.pk)
    assert (back.site, back.disabled) == (remote.site, False)


def test_deleting_what_is_not_registered_is_fine() -> None:
    delete("store", "never")
    delete("name", "never")
    remote = a_remote()
    delete("name", remote.store.name_id)
    assert store(remote.store.pk).name == remote.store.name


def test_the_last_of_several_versions_counts() -> None:
    site = a_bare_site()
    upsert(a_store(), a_store(code="B"), a_store(code="C", sync_id_remote_site=site.pk))
    assert (store().code, store().site) == ("C", site)


def test_records_that_are_none_of_stores_cost_the_same_however_many(
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(25):
        upsert(*(("unit", {"ID": f"u-{number}", "units": "tab"}) for number in range(500)))

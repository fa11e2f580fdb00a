"""What an import writes, what it refuses, and what the sites get of it."""

import pytest

from sites.models import Store
from syncjobs.models import CentralLog
from syncjobs.record_files.line import Line
from syncjobs.records import central_edits, importing
from syncjobs.records.central_edits import Outcome
from syncjobs.records.completion import complete
from syncjobs.records.importing import import_records
from syncjobs.records.json_text import dump
from tests.syncjobs.exchange.wire import a_remote, brief, stored
from tests.syncjobs.records.imports import bad, counts, everything, imported, unit
from tests.syncjobs.records.samples import Records, sample, sample_world

pytestmark = pytest.mark.django_db


def test_it_inserts_what_is_new_with_what_clients_require() -> None:
    remote = a_remote()
    cursor = remote.pull_central()[-1]["ID"]
    report = imported({"unit": [unit(extra=None)], "item": [{"ID": "i-1", "item_name": "Amox"}]})
    assert counts(report) == {"unit": {"inserted": 1}, "item": {"inserted": 1}}
    first, second = remote.pull_central(cursor)
    assert first["recordData"] == {
        "ID": "u-1",
        "units": "Tablet",
        "extra": None,
        "comment": "",
        "order_number": 0,
    }
    assert second["recordData"] == complete("item", {"ID": "i-1", "item_name": "Amox"})


def test_it_keeps_what_a_partial_record_does_not_say() -> None:
    imported({"unit": [unit(comment="stays", order_number=3)]})
    report = imported({"unit": [{"ID": "u-1", "order_number": 4}]})
    assert counts(report) == {"unit": {"changed": 1}}
    assert stored("unit", "u-1") == unit(comment="stays", order_number=4)


def test_it_says_nothing_to_the_sites_of_what_is_unchanged() -> None:
    remote = a_remote()
    world = sample_world(remote.store, a_remote("Partner").store, remote.site.pk)
    imported(world)
    remote.pull()
    before = everything()
    report = imported(world)
    assert {outcome for each in report.counts.values() for outcome in each} == {Outcome.UNCHANGED}
    assert everything() == before
    assert remote.pull() == []


def test_every_table_comes_to_its_sites() -> None:
    remote = a_remote()
    world = sample_world(remote.store, a_remote("Partner").store, remote.site.pk)
    report = imported(dict(reversed(world.items())))
    assert counts(report) == {name: {"inserted": len(listed)} for name, listed in world.items()}
    pulled = {entry["recordId"]: entry["recordData"] for entry in remote.pull_central()}
    pulled |= {entry["recordId"]: entry["recordData"] for entry in remote.pull()}
    for name, listed in world.items():
        for record in listed:
            if name.startswith(("om_encounter", "om_vacc")):
                assert stored(name, record["ID"]) == record
            else:
                assert dump(pulled[record["ID"]]) == dump(record)


def test_it_reads_what_sites_push_as_clients_read_it() -> None:
    remote = a_remote()
    transact = sample("transact", "t-1", store_ID=remote.store.pk)
    pushed = {"entry_date": "2024-03-05T00:00:00", "entry_time": "14:30:00"}
    imported({"transact": [transact | pushed | {"insuranceDiscountRate": None}]})
    assert stored("transact", "t-1") == transact | {"insuranceDiscountRate": 0}


def test_a_deleting_line_deletes() -> None:
    remote = a_remote()
    imported({"unit": [unit()]})
    cursor = remote.pull_central()[-1]["ID"]
    lines = [Line(1, "unit", "u-1", is_delete=True), Line(2, "unit", "u-2", is_delete=True)]
    assert counts(import_records(lines)) == {"unit": {"deleted": 1, "unchanged": 1}}
    assert brief(remote.pull_central(cursor)) == [("unit", "u-1", "delete")]


def test_the_id_may_stand_on_the_line_alone() -> None:
    import_records([Line(1, "unit", "u-1", {"units": "Tablet"})])
    record = stored("unit", "u-1")
    assert record is not None
    assert record["ID"] == "u-1"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (Line(7, problem="It is broken."), "Line 7: It is broken."),
        (Line(7, "asset", data={}), "Line 7 (asset): The portal does not know its table."),
        (Line(7, 5, data={}), "Line 7 (5): The portal does not know its table."),
        (Line(7, "unit", data=[1]), "Line 7 (unit): The record is not a JSON object."),
        (Line(7, "unit", data={}), "Line 7 (unit): `ID` is missing, or no text of 1 to 255 char"),
        (Line(7, "unit", data={"ID": 5}), "Line 7 (unit): `ID` is missing, or no text of"),
        (Line(7, "unit", 5, {"ID": "a"}), "Line 7 (unit): `ID` is missing, or no text of"),
        (Line(7, "unit", data={"ID": "\ud800"}), "Line 7 (unit): `ID` is missing, or no text of"),
        (Line(7, "unit", "b", unit("a")), "Line 7 (unit): The line and the record name different"),
        (
            Line(7, "unit", data=unit("a", order_number=1.5, comment=None)),
            "Line 7 (unit a): `comment` is null; text is needed. `order_number` is 1.5; a whole n",
        ),
        (Line(7, "unit", data=unit("a\n\x1b", order_number="")), "Line 7 (unit a\\x0a\\x1b): `or"),
        (Line(7, "unit", data=unit(extra=float("inf"))), "Line 7 (unit u-1): `extra` is a number"),
        (Line(7, "unit", data=unit(x="\ud800")), "Line 7 (unit u-1): `x` contains half of a surr"),
        (Line(7, "period", data={"ID": "p"}), "Line 7 (period p): `startDate` is missing. `endDa"),
    ],
)
def test_a_bad_line_is_named_with_its_reasons_and_nothing_is_written(
    line: Line, sentence: str
) -> None:
    before = everything()
    report = import_records([Line(1, "unit", data=unit("good")), line])
    (text,) = bad(report)
    assert text.startswith(sentence)
    assert everything() == before


def test_a_bad_line_at_the_end_takes_back_the_chunks_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 3)
    monkeypatch.setattr(central_edits, "CHUNK", 3)
    remote = a_remote()
    before, last = everything(), CentralLog.objects.get().last_cursor
    lines = [Line(number, "unit", data=unit(f"u-{number}")) for number in range(1, 10)]
    new_store = sample("store", "st-9", sync_id_remote_site=remote.site.pk, disabled=False)
    lines += [Line(10, "store", data=new_store), Line(11, "unit", data={"ID": "u-1"})]
    (text,) = bad(import_records(lines))
    assert text.startswith("Line 11 (unit u-1): Line 1 has this id already, of the table unit.")
    assert everything() == before
    assert CentralLog.objects.get().last_cursor == last
    assert not Store.objects.filter(pk="st-9").exists()


def test_chunks_of_any_size_make_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = a_remote("One"), a_remote("Two")
    monkeypatch.setattr(importing, "CHUNK", 7)
    monkeypatch.setattr(central_edits, "CHUNK", 7)
    imported(dict(reversed(sample_world(one.store, two.store, one.site.pk).items())))
    pulled = {(entry["tableName"], entry["recordId"]) for entry in one.pull()}
    assert ("trans_line", "trans_line-1") in pulled
    assert ("om_document", "om_document-1") in pulled
    assert Store.objects.get(pk="store-1").name == "name é"


def test_only_the_first_bad_lines_are_kept() -> None:
    report = imported({"unit": [unit(f"u-{number}", units=None) for number in range(2_500)]})
    assert (len(report.bad_lines), report.bad_count) == (50, 2_500)
    assert [line.number for line in report.bad_lines] == list(range(1, 51))


def test_bad_lines_come_in_their_order() -> None:
    report = imported({"unit": [unit("a", units=None), {}, unit("b", units=None), unit("a")]})
    assert [line.number for line in report.bad_lines] == [1, 2, 3, 4]


def test_goods_received_and_the_invoice_made_of_them_share_an_id() -> None:
    received = {"Goods_received": [{"ID": "same"}], "Goods_received_line": [{"ID": "line"}]}
    invoice = {
        "transact": [sample("transact", "same")],
        "trans_line": [sample("trans_line", "line", transaction_ID="same")],
    }
    assert counts(imported(received | invoice)).keys() == received.keys() | invoice.keys()
    assert imported(received | invoice).bad_count == 0
    assert imported(invoice).bad_count == 0
    (text,) = bad(imported(received | {"unit": [unit("same")]}, dry_run=True))
    assert "Line 1 has this id already, of the table Goods_received." in text
    (text,) = bad(imported(invoice | {"transact": invoice["transact"] * 2}, dry_run=True))
    assert "Line 1 has this id already, of the table transact." in text
    twice = {"Goods_received": received["Goods_received"], "transact": invoice["transact"] * 2}
    (text,) = bad(imported(twice, dry_run=True))
    assert text.startswith("Line 3 (transact same): Line 1 has this id already")


def test_an_id_is_one_in_all_tables() -> None:
    imported({"unit": [unit("same")]})
    report = imported({"warning": [{"ID": "same"}, {"ID": "other"}], "item": [{"ID": "other"}]})
    assert bad(report) == [
        "Line 1 (warning same): A record of the table unit has this id already.",
        "Line 3 (item other): Line 2 has this id already, of the table warning. " + importing.ONCE,
    ]


def test_the_id_of_a_deleted_record_is_free() -> None:
    imported({"unit": [unit("same")]})
    import_records([Line(1, "unit", "same", is_delete=True)])
    assert counts(imported({"warning": [{"ID": "same"}]})) == {"warning": {"inserted": 1}}


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    remote = a_remote()
    imported({"unit": [unit("a"), unit("b")]})
    before = everything()
    records: Records = {
        "unit": [unit("a"), unit("b", units="Bottle"), unit("c")],
        "store": [sample("store", "st-1", sync_id_remote_site=remote.site.pk)],
        "currency": [{"ID": "c-1", "rate": 1, "is_home_currency": False}],
    }
    rehearsed = imported(records, dry_run=True)
    assert everything() == before
    assert not Store.objects.filter(pk="st-1").exists()
    performed = imported(records)
    assert counts(performed) == counts(rehearsed)
    assert counts(performed)["unit"] == {"unchanged": 1, "changed": 1, "inserted": 1}


def test_a_dry_run_finds_the_same_bad_lines() -> None:
    records: Records = {
        "store": [sample("store", f"st-{n}", name_ID=f"n-{n}", code="KAM") for n in range(3)],
        "currency": [{"ID": f"c-{n}", "rate": 1, "is_home_currency": True} for n in range(2)],
    }
    assert bad(imported(records, dry_run=True)) == bad(imported(records))

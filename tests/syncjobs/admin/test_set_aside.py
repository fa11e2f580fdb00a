"""What was set aside: looked at, tried again, discarded."""

import json
from typing import Any

import pytest
from django.test import Client

from sites.models import Site, Store
from syncjobs.models import SetAsideRecord
from tests.portal.forms import messages_of, text_of
from tests.sites.registered import bare
from tests.syncjobs.admin.records import queries_of
from tests.syncjobs.admin.set_asides import SET_ASIDE, page_of, set_aside_row
from tests.syncjobs.exchange.wire import Remote, a_remote, stored, update

pytestmark = pytest.mark.any_database

REASON = {"reason": "Entered twice"}


def listed(client: Client, query: str = "") -> list[str]:
    """The record ids in the list, in their order."""
    response = client.get(SET_ASIDE + query)
    assert response.status_code == 200, response.headers.get("Location")
    return [row.record_id for row in response.context["cl"].result_list]


def run(client: Client, action: str, *rows: SetAsideRecord, **typed: str) -> Any:
    """Selects the rows in the list and runs the action."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(SET_ASIDE, data | typed, follow=True)


def of_a_store_elsewhere() -> tuple[Remote, Store, SetAsideRecord]:
    """A stocktake of a store that is on no site, which a site has pushed."""
    remote, store = a_remote(), Store.objects.create(code="LOST")
    remote.push(update("Stock_take", {"ID": "s-1", "store_ID": store.pk, "status": "sg"}))
    return remote, store, SetAsideRecord.objects.get()


def give_back(store: Store, site: Site) -> None:
    """Mends what was wrong."""
    Store.objects.filter(pk=store.pk).update(site=site)


def test_it_shows_what_was_set_aside_and_why(administrator: Client) -> None:
    _, store, row = of_a_store_elsewhere()
    page = text_of(administrator.get(SET_ASIDE))
    assert "Stock_take s-1" in page
    assert f"not_yours The record belongs to the store {store.pk}, which is not active" in page
    assert "If the store was moved, enter the change at its new site." in page
    page = text_of(administrator.get(page_of(row)))
    assert '"status": "sg"' in page
    assert "No record with this id" in page
    assert "Waits for one." in page


def test_it_shows_what_the_portal_has_of_the_same_record(administrator: Client) -> None:
    remote, store, row = of_a_store_elsewhere()
    give_back(store, remote.site)
    remote.push(update("Stock_take", {"ID": "s-2", "store_ID": store.pk}))
    SetAsideRecord.objects.filter(pk=row.pk).update(record_id="s-2")
    assert '">Stock_take s-2</a>' in administrator.get(page_of(row)).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["d", "b", "a"]),
        ("?decision=discarded", ["c"]),
        ("?decision=all", ["d", "c", "b", "a"]),
        ("?reason_code=not_yours", ["b"]),
        ("?table_name=transact", ["d"]),
        ("?site=SITE", ["d", "a"]),
        ("?site=4711", []),
        ("?site=none", []),
        ("?site=SITE&table_name=odd_table", ["a"]),
        ("?q=b", ["b"]),
        ("?q=transact", ["d"]),
        ("?q=lake", ["d", "a"]),
    ],
)
def test_it_filters(administrator: Client, query: str, expected: list[str]) -> None:
    lake, hill = bare("Lakeside"), bare("Hill")
    set_aside_row(lake, "a")
    set_aside_row(hill, "b", reason_code="not_yours")
    set_aside_row(hill, "c", discarded_at="2026-01-01T00:00:00Z")
    set_aside_row(lake, "d", table_name="transact")
    assert listed(administrator, query.replace("SITE", str(lake.pk))) == expected


def test_it_offers_only_what_there_is_to_choose(administrator: Client) -> None:
    set_aside_row(bare("Lakeside"))
    bare("Hill")
    page = administrator.get(f"{SET_ASIDE}?site=4711").content.decode()
    for choice in ("reason_code=unknown_table", "table_name=odd_table", "Lakeside", "Site 4711"):
        assert choice in page
    assert "Hill" not in page


def test_it_costs_the_same_however_much_is_set_aside(administrator: Client) -> None:
    site = bare("Lakeside")
    set_aside_row(site)
    queries_of(administrator, SET_ASIDE)
    few = len(queries_of(administrator, SET_ASIDE))
    for number in range(60):
        set_aside_row(bare(f"Post {number}"), f"r-{number}", data='"x"' * 1_000)
    many = queries_of(administrator, SET_ASIDE)
    assert len(many) == few <= 14
    assert not [sql for sql in many if '"syncjobs_setasiderecord"."data"' in sql]


def test_it_tries_a_record_again_that_is_accepted_now(administrator: Client) -> None:
    remote, store, row = of_a_store_elsewhere()
    give_back(store, remote.site)
    response = administrator.post(page_of(row, "try-again"), follow=True)
    assert messages_of(response) == ["1 of 1 accepted."]
    assert response.request["PATH_INFO"] == SET_ASIDE
    assert stored("Stock_take", "s-1") is not None
    assert not SetAsideRecord.objects.exists()


def test_it_says_when_a_record_is_still_not_accepted(administrator: Client) -> None:
    *_, row = of_a_store_elsewhere()
    response = administrator.post(page_of(row, "try-again"), follow=True)
    assert messages_of(response) == ["0 of 1 accepted. The rest stays set aside; see why."]
    assert response.request["PATH_INFO"] == page_of(row)
    assert SetAsideRecord.objects.exists()


def test_it_tries_the_selected_records_again(administrator: Client) -> None:
    remote, store, row = of_a_store_elsewhere()
    others = [set_aside_row(remote.site), set_aside_row(remote.site, "odd-2")]
    give_back(store, remote.site)
    response = run(administrator, "try_again", row, *others)
    assert messages_of(response) == ["1 of 3 accepted. The rest stays set aside; see why."]
    assert SetAsideRecord.objects.count() == 2


def test_it_says_how_many_were_too_many_at_once(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncjobs.admin.set_aside_admin.MOST_AT_ONCE", 1)
    remote, store, row = of_a_store_elsewhere()
    others = [set_aside_row(remote.site), set_aside_row(remote.site, "odd-2")]
    give_back(store, remote.site)
    [said] = messages_of(run(administrator, "try_again", row, *others))
    assert said == "1 of 1 accepted. 3 were chosen; the first 1 of them were tried."


def test_it_counts_only_what_was_selected(administrator: Client) -> None:
    remote, store, row = of_a_store_elsewhere()
    lines = [{"ID": f"l-{number}", "stock_take_ID": "s-1"} for number in range(3)]
    remote.push(*(update("Stock_take_lines", line) for line in lines))
    followers = SetAsideRecord.objects.filter(waits_for="s-1")
    assert followers.update(data=json.dumps("no object")) == 3
    give_back(store, remote.site)
    assert messages_of(run(administrator, "try_again", row)) == ["1 of 1 accepted."]


def test_it_does_not_try_again_what_was_discarded(administrator: Client) -> None:
    remote, store, row = of_a_store_elsewhere()
    SetAsideRecord.objects.update(discarded_at="2026-01-01T00:00:00Z")
    give_back(store, remote.site)
    response = administrator.post(page_of(row, "try-again"), follow=True)
    assert messages_of(response) == ["Nothing was tried: it is discarded."]
    assert stored("Stock_take", "s-1") is None
    assert "Try again" not in text_of(administrator.get(page_of(row)))


def test_it_says_what_discarding_means_and_does_nothing_yet(administrator: Client) -> None:
    row = set_aside_row(bare("Lakeside"))
    page = text_of(administrator.get(page_of(row, "discard")))
    assert "odd_table odd-1 of Lakeside will not be tried again" in page
    page = text_of(administrator.post(page_of(row, "discard"), {"reason": " "}))
    assert "This field is required." in page
    assert SetAsideRecord.objects.get().discarded_at is None


def test_it_discards_a_record_with_a_reason(administrator: Client) -> None:
    row = set_aside_row(bare("Lakeside"))
    response = administrator.post(page_of(row, "discard"), REASON, follow=True)
    assert messages_of(response) == ["1 record is discarded."]
    row.refresh_from_db()
    assert (str(row.discarded_by), row.discard_reason) == ("Alice", "Entered twice")
    assert listed(administrator) == []
    assert listed(administrator, "?decision=discarded") == ["odd-1"]
    assert "Discarded by Alice on" in text_of(response)
    assert "Entered twice" in text_of(response)


def test_it_discards_the_selected_records_after_asking_for_the_reason(
    administrator: Client,
) -> None:
    site = bare("Lakeside")
    rows = [set_aside_row(site, f"r-{number}") for number in range(3)]
    page = run(administrator, "discard", *rows[:2])
    assert "These 2 records will not be tried again" in text_of(page)
    assert listed(administrator) == ["r-2", "r-1", "r-0"]
    assert page.content.decode().count('name="_selected_action"') == 2
    response = run(administrator, "discard", *rows[:2], **REASON)
    assert messages_of(response) == ["2 records are discarded."]
    assert listed(administrator) == ["r-2"]


def test_it_discards_nothing_twice(administrator: Client) -> None:
    row = set_aside_row(bare("Lakeside"), discarded_at="2026-01-01T00:00:00Z")
    response = administrator.post(page_of(row, "discard"), REASON, follow=True)
    assert messages_of(response) == ["It is discarded already."]
    data = {"action": "discard", "_selected_action": [str(row.pk)]} | REASON
    response = administrator.post(f"{SET_ASIDE}?decision=all", data, follow=True)
    assert messages_of(response) == ["They are discarded already."]
    row.refresh_from_db()
    assert row.discard_reason == ""


def test_it_knows_no_row_that_is_not_there(administrator: Client) -> None:
    for act in ("try-again", "discard"):
        assert administrator.post(f"{SET_ASIDE}4711/{act}/", REASON).status_code == 404
    assert administrator.get(f"{SET_ASIDE}4711/change/").status_code == 302


def test_it_escapes_what_sites_pushed(administrator: Client) -> None:
    evil = "<script>alert(1)</script>"
    row = set_aside_row(
        bare("Lakeside"), evil, table_name=evil, data=json.dumps(evil), reason=evil, advice=evil
    )
    for path in (SET_ASIDE, page_of(row), page_of(row, "discard")):
        assert evil not in administrator.get(path).content.decode()


def test_it_shows_half_a_character(administrator: Client) -> None:
    row = set_aside_row(bare("Lakeside"), data='"half \\ud83d"')
    assert '"half \\ud83d"' in text_of(administrator.get(page_of(row)))

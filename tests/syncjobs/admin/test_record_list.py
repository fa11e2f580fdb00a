"""The list of records: found along indexes, never counted."""

import pytest
from django.db import connection
from django.test import Client

from syncjobs.models import Record
from tests.portal.forms import messages_of, text_of
from tests.sites.registered import bare
from tests.syncjobs.admin.records import RECORDS, a_record, many_records, queries_of


def ids(client: Client, query: str = "") -> list[str]:
    """The ids in the list, in their order."""
    response = client.get(RECORDS + query)
    assert response.status_code == 200, response.headers.get("Location")
    return [record.record_id for record in response.context["cl"].result_list]


@pytest.fixture(autouse=True)
def nothing_else(db: None) -> None:
    """Without the records that every portal starts with."""
    Record.objects.all().delete()


def test_it_shows_what_matters_of_a_record(administrator: Client) -> None:
    author = bare("District 12")
    a_record("unit", "u-1", central_cursor=4711)
    a_record("transact", "t-1", author_site_id=author.pk)
    a_record("transact", "t-2", author_site_id=4_000_000, is_deleted=True, data="")
    page = text_of(administrator.get(RECORDS))
    # Cells follow each other without a space.
    for row in ("u-1unitKeptThe centre4,711", "t-1transactKeptDistrict 12"):
        assert row in page
    assert "t-2transactDeletedSite 4000000" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["i-1", "t-1", "t-2", "u-1", "u-2"]),
        ("?table=unit", ["u-1", "u-2"]),
        ("?table=nonsense", ["i-1", "t-1", "t-2", "u-1", "u-2"]),
        ("?central=yes", ["u-2", "i-1", "u-1"]),
        ("?central=no", ["t-1", "t-2"]),
        ("?central=yes&table=unit", ["u-1", "u-2"]),
        ("?table=transact&deleted=yes", ["t-2"]),
        ("?table=transact&deleted=no", ["t-1"]),
        # No index leads to what is deleted in all tables.
        ("?deleted=yes", ["i-1", "t-1", "t-2", "u-1", "u-2"]),
        ("?o=1.2", ["i-1", "t-1", "t-2", "u-1", "u-2"]),
    ],
)
def test_it_filters(administrator: Client, query: str, expected: list[str]) -> None:
    a_record("unit", "u-1", central_cursor=1)
    a_record("item", "i-1", central_cursor=2)
    a_record("unit", "u-2", central_cursor=3)
    a_record("transact", "t-1")
    a_record("transact", "t-2", is_deleted=True)
    assert ids(administrator, query) == expected


def test_it_offers_what_is_deleted_only_within_a_table(administrator: Client) -> None:
    assert "deleted=yes" not in administrator.get(RECORDS).content.decode()
    assert "deleted=yes" in administrator.get(f"{RECORDS}?table=unit").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=AB12", ["AB12"]),
        ("?q=AB1", ["AB12", "AB13", "AB19"]),
        ("?q=AB19", ["AB19"]),
        ("?q=ab1", []),
        ("?q=%20AB12%20", ["AB12"]),
        ("?q=Z9", ["Z9"]),
        ("?q=zz", ["zz-1"]),
        ("?q=Amoxi", []),
        ("?q=AB1&table=unit", ["AB12"]),
        ("?q=Amoxi&table=unit", ["AB12"]),
        ("?q=amoxi&table=unit", ["AB12"]),
        ("?q=Amoxi&table=item", ["AB13"]),
        ("?q=Amoxi&table=transact", []),
        ("?q=100%25&table=item", ["Z9"]),
        ("?q=AB1_&table=item", []),
        ("?q=%00", []),
    ],
)
def test_it_finds(administrator: Client, query: str, expected: list[str]) -> None:
    a_record("unit", "AB12", data={"units": "Amoxicillin"})
    a_record("item", "AB13", data={"item_name": "Amoxicillin"})
    a_record("transact", "AB19")
    a_record("transact", "AB2")
    a_record("item", "Z9", data={"item_name": "100% cotton"})
    a_record("user", "zz-1")
    if query == "?q=%00":
        assert administrator.get(RECORDS + query).status_code == 200
    else:
        assert sorted(ids(administrator, query)) == expected


def test_it_says_that_only_ids_were_searched(administrator: Client) -> None:
    response = administrator.get(f"{RECORDS}?q=Amoxi")
    [message] = messages_of(response)
    assert "choose a table to search that as well" in message
    assert "Once a table is chosen" in text_of(response)
    assert messages_of(administrator.get(f"{RECORDS}?q=Amoxi&table=unit")) == []


def test_it_shows_a_page_at_a_time(administrator: Client) -> None:
    many_records("unit", 120)
    first = administrator.get(RECORDS)
    assert len(first.context["cl"].result_list) == 50
    assert "There are more" in text_of(first)
    assert 'href="?p=2"' in first.content.decode()
    assert ids(administrator, "?p=2")[0] == "unit-00050"
    last = administrator.get(f"{RECORDS}?p=3")
    assert [len(last.context["cl"].result_list), "120 records" in text_of(last)] == [20, True]


@pytest.mark.parametrize("page", ["0", "-1", "4", "201", "99999999999"])
def test_it_has_no_page_beyond_the_last(administrator: Client, page: str) -> None:
    many_records("unit", 120)
    assert administrator.get(f"{RECORDS}?p={page}").headers["Location"] == f"{RECORDS}?e=1"


@pytest.mark.parametrize("query", ["data__contains=x", "is_deleted=1", "changed_at__year=2026"])
def test_it_takes_no_lookup_that_reads_every_record(administrator: Client, query: str) -> None:
    assert administrator.get(f"{RECORDS}?{query}").status_code == 400


def test_it_costs_the_same_however_many_records_there_are(administrator: Client) -> None:
    paths = [
        RECORDS,
        f"{RECORDS}?central=yes",
        f"{RECORDS}?table=unit&deleted=no",
        f"{RECORDS}?q=unit-00",
        f"{RECORDS}?q=name&table=unit",
        f"{RECORDS}?p=2",
    ]
    many_records("unit", 60, data={"name": "x"})
    queries_of(administrator, RECORDS)
    few = [len(queries_of(administrator, path)) for path in paths]
    many_records("item", 3_000, data={"name": "x" * 1_000})
    many = [queries_of(administrator, path) for path in paths]
    assert [len(queries) for queries in many] == few
    # On PostgreSQL three of them are for the limit of time.
    assert max(few) <= 11
    of_records = [sql for queries in many for sql in queries if '"syncjobs_record"' in sql]
    assert not [sql for sql in of_records if "COUNT(" in sql or "LIMIT" not in sql]
    assert not [sql for sql in of_records if '"syncjobs_record"."data" AS' in sql]
    assert len(administrator.get(RECORDS).content) < 100_000


@pytest.mark.parametrize(
    "query", ["", "?table=unit", "?q=AB12", "?q=AB12&table=unit", "?central=yes", "?central=no"]
)
def test_it_reads_along_an_index(administrator: Client, query: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL chooses by the size of the table, which is nothing here.")
    queries = queries_of(administrator, RECORDS + query)
    [sql] = [sql for sql in queries if 'ORDER BY "syncjobs_record"' in sql]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = [row[3] for row in cursor.fetchall()]
    [of_records] = [step for step in plan if "syncjobs_record" in step and "SUBQUERY" not in step]
    assert "USING INDEX" in of_records, plan
    assert not [step for step in plan if "TEMP B-TREE" in step]


def test_it_gives_up_what_would_take_too_long(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_records("item", 5_000, data={"name": "x" * 1_000})
    monkeypatch.setattr("syncjobs.admin.uncounted_list.MOST_SECONDS", 0.001)
    response = administrator.get(f"{RECORDS}?q=nowhere&table=item")
    [message] = messages_of(response)
    assert "There may be such records all the same." in message
    assert "Not known" in text_of(response)
    assert response.context["cl"].result_list == []
    monkeypatch.undo()
    assert ids(administrator, "?q=item-04999&table=item") == ["item-04999"]
    response = administrator.get(f"{RECORDS}?q=nowhere&table=item")
    assert [messages_of(response), "0 records" in text_of(response)] == [[], True]


def test_it_is_for_reading_only(administrator: Client) -> None:
    record = a_record("unit", "u-1")
    for path in (f"{RECORDS}add/", f"{RECORDS}{record.pk}/delete/"):
        assert administrator.get(path).status_code == 403
        assert administrator.post(path, {"post": "yes"}).status_code == 403
    assert administrator.post(f"{RECORDS}{record.pk}/change/", {}).status_code == 403
    assert 'name="action"' not in administrator.get(RECORDS).content.decode()

"""Pages of lists: complete and in order while rows come and go, and cheap at any size."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sites.models import Site
from tests.sites.admin.volume import many_sites
from tests.syncjobs.far_side import a_site
from tests.syncjobs.rest.calls import Script, refusal, rows


def walk(script: Script, query: str) -> Iterator[list[Any]]:
    """The rows of each page, following the addresses in `next`."""
    address = f"sites/?{query}"
    while address:
        page = script.get(address)
        yield rows(page)
        address = page.json()["next"]


def told(pages: Iterator[list[Any]], member: str = "name") -> list[Any]:
    return [row[member] for page in pages for row in page]


@pytest.mark.parametrize("ordering", ["last_contact_at", "-last_contact_at", "name", "-id"])
def test_every_row_comes_once_also_where_values_are_alike_or_missing(
    script: Script, ordering: str
) -> None:
    for number in range(7):
        a_site(f"Site {number}", f"S{number}")
    now = timezone.now()
    Site.objects.filter(name__in=["Site 1", "Site 3", "Site 5"]).update(last_contact_at=now)
    Site.objects.filter(name="Site 2").update(last_contact_at=now - timedelta(days=1))
    names = told(walk(script, f"ordering={ordering}&page_size=2"))
    assert sorted(names) == [f"Site {number}" for number in range(7)]
    if ordering == "last_contact_at":
        assert names[3:] == ["Site 2", "Site 1", "Site 3", "Site 5"]
    if ordering == "-last_contact_at":
        assert names[:4] == ["Site 5", "Site 3", "Site 1", "Site 2"]


def test_rows_that_come_meanwhile_move_none_of_the_others(script: Script) -> None:
    for number in range(4):
        a_site(f"Site {number}", f"S{number}")
    pages = walk(script, "page_size=2")
    first = next(pages)
    a_site("Another site", "A")
    assert told(iter([first, *pages])) == [f"Site {number}" for number in range(4)]


def test_a_cursor_is_for_its_own_order(script: Script) -> None:
    a_site(), a_site("District 13", "D13")
    following = script.get("sites/?page_size=1").json()["next"]
    other = script.get(f"{following}&ordering=-id")
    assert refusal(other) == (400, "cursor_invalid")


def test_a_cursor_is_for_its_own_list(script: Script) -> None:
    a_site(), a_site("District 13", "D13")
    page = script.get("stores/?ordering=created_at&page_size=1").json()["next"]
    of_sites = script.get(page.replace("/stores/", "/sites/"))
    assert refusal(of_sites) == (400, "cursor_invalid")
    forged = page.replace("cursor=", "cursor=W")
    assert refusal(script.get(forged)) == (400, "cursor_invalid")


@pytest.mark.django_db
def test_a_page_is_read_from_an_index_from_where_it_begins(script: Script) -> None:
    a_site(), a_site("District 13", "D13")
    following = script.get("sites/?page_size=1").json()["next"]
    (page,) = [sql for sql in queries_of(script, following) if "LIMIT 2" in sql]
    assert "NULLS" not in page
    assert '"name_key" >= ' in page


def test_a_page_costs_the_same_among_40_000_sites(script: Script) -> None:
    a_site(), a_site("District 13", "D13")
    # The first use of a token is written down.
    script.get("health/")
    few = queries_of(script, "sites/?page_size=200&health=never_seen")
    many_sites(40_000)
    many = queries_of(script, "sites/?page_size=200&health=never_seen")
    assert len(many) == len(few)
    assert not [query for query in many if "COUNT(" in query]
    assert len(queries_of(script, "stores/?page_size=200")) <= len(few)
    assert len(queries_of(script, "health/")) <= len(few)


def queries_of(script: Script, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert script.get(path).status_code == 200
    return [query["sql"] for query in queries]

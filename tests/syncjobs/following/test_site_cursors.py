"""Where the sites are in the central log, and how many of its records lie after that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sites.central_server import tick_central_server
from sites.models import Site
from syncjobs.following import site_cursors
from syncjobs.following.site_cursors import LogTail, records_behind
from syncjobs.models import SiteCursor
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.wire import Remote, a_remote, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Remote:
    """An initialised site that has not pulled central records yet."""
    return a_remote()


def write_units(*ids: str) -> None:
    author_changes(Change("unit", each, {"ID": each, "units": "Tablet"}) for each in ids)


def behind(remote: Remote) -> int | None:
    """How many central records the site lacks; the two ways of counting agree."""
    count = records_behind(remote.site.pk)
    row = Site.objects.select_related("central_place", "queue").get(pk=remote.site.pk)
    assert LogTail.load().records_behind(row) == count
    return count


def kept(remote: Remote) -> int:
    return SiteCursor.objects.get(site=remote.site).cursor


def test_a_site_that_never_asked_is_nowhere(site: Remote) -> None:
    assert behind(site) is None


def test_a_site_has_all_up_to_the_cursor_that_it_names(site: Remote) -> None:
    last = site.pull_central()[-1]["ID"]
    assert (kept(site), behind(site)) == (last, 0)
    write_units("u-1", "u-2")
    assert behind(site) == 2
    site.get(f"central_records?cursor={last}&limit=1")
    assert (kept(site), behind(site)) == (last, 2)
    site.get(f"central_records?cursor={last + 1}&limit=1")
    assert behind(site) == 1
    site.get(f"central_records?cursor={last + 2}&limit=1")
    assert behind(site) == 0


def test_each_site_has_its_own(site: Remote) -> None:
    other = a_remote("Two")
    site.pull_central()
    write_units("u-1")
    other.pull_central()
    assert (behind(site), behind(other)) == (1, 0)


def test_a_record_that_moved_to_the_end_is_one(site: Remote) -> None:
    write_units("u-1")
    site.pull_central()
    for name in ("Box", "Bottle"):
        author_changes([Change("unit", "u-1", {"ID": "u-1", "units": name})])
    assert behind(site) == 1


def test_what_the_site_itself_authored_is_counted_for_a_new_database(site: Remote) -> None:
    tick_central_server(site.site, "https://central.example.org")
    last = site.pull_central()[-1]["ID"]
    site.push(update("item", {"ID": "i-1", "item_name": "Aspirin"}))
    assert behind(site) == 0
    site.initialise()
    assert behind(site) == len(site.get(f"central_records?cursor={last}").json()["data"]) > 0


def test_a_new_database_is_nowhere(site: Remote) -> None:
    site.pull_central()
    answer = site.post("initialise", {})
    assert behind(site) is None
    site.initialise()
    assert b"queueLength" in b"".join(answer.streaming_content)


def test_it_counts_no_further_than_people_read(
    site: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pull_central()
    monkeypatch.setattr(site_cursors, "MOST_COUNTED", 3)
    write_units("u-1", "u-2", "u-3")
    assert behind(site) == 3
    write_units("u-4", "u-5", "u-6")
    assert behind(site) == 4


def test_nothing_is_written_while_the_site_stands_still(
    site: Remote, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cursor = site.pull_central()[-1]["ID"]
    # With the empty queue the sync has ended, and is followed no more.
    site.page()
    with django_assert_num_queries(2):
        site.get(f"central_records?cursor={cursor}&limit=500")
    write_units("u-1")
    with CaptureQueriesContext(connection) as queries:
        site.get(f"central_records?cursor={cursor + 1}&limit=500")
    assert len([query for query in queries if "syncjobs_sitecursor (" in query["sql"]]) == 1
    assert len(queries) == 3
    with django_assert_num_queries(2):
        site.get(f"central_records?cursor={cursor + 1}&limit=500")

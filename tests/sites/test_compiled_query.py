"""The one query of every call: made once, right on both databases, and its own health check."""

import threading

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from sites.compiled_query import CompiledQuery, Row
from sites.models import Site
from sites.site_facts import facts_by_id, facts_by_name_key
from tests.sites.registered import bare, registered, registered_central

needs_postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only a server can close a connection"
)


def facts_of(name: str) -> object:
    return facts_by_name_key(name.lower())


@pytest.mark.django_db
def test_it_reads_what_the_queryset_reads() -> None:
    registered_central()
    site = registered("District 12", app_version="2.20.0", sync_version=14)
    assert facts_of("District 12") == facts_by_id(site.pk)


@pytest.mark.django_db
def test_it_keeps_no_value_of_an_earlier_use() -> None:
    one, other = bare("District 12"), bare("District 13")
    found = [facts_by_name_key(key) for key in ("district 12", "district 13", "district 14")]
    assert [facts.id if facts else None for facts in found] == [one.pk, other.pk, None]


@pytest.mark.django_db
def test_it_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bare("District 12")
    for _ in range(2):
        with django_assert_num_queries(1):
            facts_of("District 12")


@pytest.mark.django_db
def test_it_makes_its_sql_once() -> None:
    made: list[str] = []

    def build(text: str) -> QuerySet[Site, Row]:
        made.append(text)
        return Site.objects.filter(name_key=text).order_by().values_list("name")

    query = CompiledQuery(build)
    bare("District 12")
    assert [query.first("district 12"), query.first("district 13")] == [("District 12",), None]
    assert len(made) == 1


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_it_survives_that_the_server_closed_the_connection() -> None:
    bare("District 12")
    before = facts_of("District 12")
    assert before is not None
    end_connection()
    assert facts_of("District 12") == before


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_it_repeats_no_query_that_failed_for_another_reason() -> None:
    bare("District 12")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '1ms'")
    query = CompiledQuery(lambda text: sleeping().filter(name_key=text))
    try:
        with pytest.raises(OperationalError, match="statement timeout"):
            query.first("district 12")
    finally:
        connection.close()


def sleeping() -> QuerySet[Site, Row]:
    """Sites, each after a tenth of a second."""
    return Site.objects.order_by().extra(where=["pg_sleep(0.1) IS NOT NULL"]).values_list("id")


def end_connection() -> None:
    """The server ends this thread's connection, as it does when it restarts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()

    thread = threading.Thread(target=end)
    thread.start()
    thread.join(10)

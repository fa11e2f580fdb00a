"""A cursor of the central log never skips, whoever writes and commits at the same moment."""

from itertools import count
from random import Random

import pytest
from django.db import connection, transaction

from syncjobs.exchange.pulling import central_page
from syncjobs.models import CentralLog, Record
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.at_once import SECONDS, Threads, held_open, settled
from tests.syncjobs.exchange.strict_json import read_strictly

pytestmark = pytest.mark.django_db(transaction=True)

needs_postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time anyway"
)
NOBODY = 10**6
WRITERS = 4
TRANSACTIONS = 12


@pytest.fixture
def start() -> int:
    """Where the log stands; what is there already is not looked at."""
    CentralLog.objects.get_or_create(pk=1)
    return CentralLog.objects.get().last_cursor


def unit(name: str) -> Change:
    return Change("unit", name, {"ID": name})


def page(cursor: int, limit: int = 500) -> list[tuple[int, str]]:
    entries = read_strictly(central_page(NOBODY, cursor, limit).body)["data"]
    return [(entry["ID"], entry["recordId"]) for entry in entries]


@needs_postgres
def test_who_writes_later_commits_later(threads: Threads, start: int) -> None:
    with held_open(threads, lambda: author_changes([unit("first")])):
        second = threads.begin(lambda: author_changes([unit("second")]))
        assert not settled(second)
        assert page(start) == []
    second.result(SECONDS)
    assert [name for _, name in page(start)] == ["first", "second"]


@needs_postgres
def test_a_transaction_that_is_undone_leaves_no_gap(threads: Threads, start: int) -> None:
    def write_and_undo() -> None:
        author_changes([unit("undone")])
        transaction.set_rollback(True)

    with held_open(threads, write_and_undo):
        second = threads.begin(lambda: author_changes([unit("second")]))
        assert not settled(second)
    second.result(SECONDS)
    assert page(start) == [(start + 1, "second")]


@needs_postgres
def test_a_first_writer_ever_keeps_the_others_waiting_too(threads: Threads) -> None:
    Record.objects.all().delete()
    CentralLog.objects.all().delete()
    with held_open(threads, lambda: author_changes([unit("first")])):
        second = threads.begin(lambda: author_changes([unit("second")]))
        assert not settled(second)
        assert page(0) == []
    second.result(SECONDS)
    assert page(0) == [(1, "first"), (2, "second")]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_reader_among_many_writers_gets_each_record_once(
    threads: Threads, start: int, seed: int
) -> None:
    numbers = count()

    def write(random: Random) -> set[str]:
        written: set[str] = set()
        for _ in range(TRANSACTIONS):
            names = [f"unit-{next(numbers)}" for _ in range(random.randrange(1, 4))]
            is_undone = random.random() < 0.3
            with transaction.atomic():
                for name in names:
                    author_changes([unit(name)])
                transaction.set_rollback(is_undone)
            written |= set() if is_undone else set(names)
        return written

    writers = [threads.begin(lambda n=n: write(Random(seed * 100 + n))) for n in range(WRITERS)]  # type: ignore[misc] # noqa: S311
    random, cursor, pulled = Random(seed), start, list[str]()  # noqa: S311
    is_over = False
    while not is_over:
        # Looked at before the page: what is committed by then must be on it.
        is_over = all(writer.done() for writer in writers)
        while entries := page(cursor, random.randrange(1, 4)):
            assert [place for place, _ in entries] == sorted({place for place, _ in entries})
            assert entries[0][0] > cursor
            cursor = entries[-1][0]
            pulled += [name for _, name in entries]
    connection.close()
    written = set().union(*(writer.result(SECONDS) for writer in writers))
    assert sorted(pulled) == sorted(written)
    assert cursor == CentralLog.objects.get().last_cursor

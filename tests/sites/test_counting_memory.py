"""Counts in one process end by themselves and are bounded."""

import threading

import pytest

from sites.logins.counting_memory import CountingMemory
from tests.support.waiting import wait_for

pytestmark = pytest.mark.any_database
LONG = 3_600


def test_it_counts_each_text_by_itself() -> None:
    memory = CountingMemory(10)
    assert [memory.add("a", LONG), memory.add("a", LONG), memory.add("b", LONG)] == [1, 2, 1]


def test_it_takes_back_and_never_below_nothing() -> None:
    memory = CountingMemory(10)
    memory.take_back("a")
    memory.add("a", LONG)
    memory.take_back("a")
    memory.take_back("a")
    assert memory.add("a", LONG) == 1


def test_it_forgets_one_or_all() -> None:
    memory = CountingMemory(10)
    for text in ("a", "b", "b"):
        memory.add(text, LONG)
    memory.forget("a")
    assert [memory.add("a", LONG), memory.add("b", LONG)] == [1, 3]
    memory.clear()
    assert memory.add("b", LONG) == 1


def test_a_count_ends_by_itself_after_its_first() -> None:
    memory = CountingMemory(10)
    memory.add("a", 0.05)
    wait_for(lambda: memory.add("a", 0.05) == 1, 5, "The end of the count")


def test_its_end_can_be_put_off() -> None:
    memory = CountingMemory(10)
    memory.add("a", 0.0)
    memory.end_in("a", LONG)
    memory.end_in("b", LONG)
    assert [memory.add("a", LONG), memory.add("b", LONG)] == [2, 1]


def test_it_remembers_only_so_many() -> None:
    memory = CountingMemory(3)
    for text in "abcd":
        memory.add(text, LONG)
    assert [memory.add("d", LONG), memory.add("a", LONG)] == [2, 1]


def test_it_loses_no_count_to_threads() -> None:
    memory = CountingMemory(3)
    threads = [
        threading.Thread(target=lambda: [memory.add("a", LONG) for _ in range(500)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.add("a", LONG) == 2_001

"""What a process remembers is bounded by number and by age."""

import pytest

from sites.bounded_memory import BoundedMemory

pytestmark = pytest.mark.any_database


def test_it_remembers_what_was_added() -> None:
    memory = BoundedMemory(entries=2, seconds=60)
    memory.add("a")
    assert "a" in memory
    assert "b" not in memory


def test_it_forgets_the_oldest_first() -> None:
    memory = BoundedMemory(entries=2, seconds=60)
    for text in ("a", "b", "a", "c"):
        memory.add(text)
    assert [text in memory for text in "abc"] == [True, False, True]


def test_it_forgets_by_age() -> None:
    memory = BoundedMemory(entries=2, seconds=0)
    memory.add("a")
    assert "a" not in memory


def test_it_forgets_everything_at_once() -> None:
    memory = BoundedMemory(entries=2, seconds=60)
    memory.add("a")
    memory.clear()
    assert "a" not in memory

"""The parts of a tick: each is done, whatever goes wrong with another."""

import logging
from collections.abc import Callable

import pytest

from syncjobs import tasks
from syncjobs.parts import do_each

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def broken() -> int:
    """A part that meets a defect."""
    raise ZeroDivisionError


def test_a_part_that_fails_is_logged_and_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    with caplog.at_level(logging.ERROR):
        do_each((lambda: done.append("first"), broken, lambda: done.append("last")))
    assert done == ["first", "last"]
    assert "broken" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("position", range(len(tasks.PARTS_OF_SWEEP)))
def test_the_sweep_goes_on_after_each_of_its_parts(
    monkeypatch: pytest.MonkeyPatch, position: int
) -> None:
    done: list[int] = []

    def part(number: int) -> Callable[[], object]:
        return lambda: 1 // 0 if number == position else done.append(number)

    numbers = range(len(tasks.PARTS_OF_SWEEP))
    monkeypatch.setattr(tasks, "PARTS_OF_SWEEP", tuple(part(number) for number in numbers))
    tasks.sweep()
    assert done == [number for number in numbers if number != position]


def test_a_sweep_does_all_of_its_parts(caplog: pytest.LogCaptureFixture) -> None:
    tasks.sweep()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

"""Through which door the changes come that are kept in the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sites.choices import Door

_present: ContextVar[Door] = ContextVar("door", default=Door.COMMAND)


@contextmanager
def through(door: Door) -> Iterator[None]:
    """Has every change that is made inside kept as made through this door.

    Outside of any it is a command: whoever has a shell needs no door.
    """
    token = _present.set(door)
    try:
        yield
    finally:
        _present.reset(token)


def present_door() -> str:
    """The door of the changes that are made now."""
    return _present.get().value

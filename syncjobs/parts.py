"""Doing several things that have nothing to do with each other."""

import logging
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)

Part = Callable[[], object]


def do_each(parts: Iterable[Part]) -> None:
    """Does each part; what goes wrong with one is logged and holds up no other."""
    for part in parts:
        _do(part)


def _do(part: Part) -> None:
    try:
        part()
    except Exception:
        log.exception("This part failed: %s.", getattr(part, "__name__", part))

"""In which layer of the program its processor time goes, by looking at its stack now and then."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

# What of a file's path stands for which layer. The innermost frame that stands for one decides;
# what stands for none, such as `re`, counts for whoever called it.
LAYERS: Final = (
    ("psycopg", "database driver"),
    ("django/db/backends/", "database driver"),
    ("django/db/transaction.py", "database driver"),
    ("django/db/utils.py", "database driver"),
    ("django/db/", "making SQL of QuerySets"),
    ("redis/", "Valkey"),
    ("kombu/", "Celery's sending"),
    ("celery/", "Celery's sending"),
    ("/json/", "JSON"),
    ("/benchmarks/", "the benchmark itself"),
    ("/sites/", "authentication"),
    ("/syncjobs/", "the exchange"),
    ("/portal/", "Django and its middleware"),
    ("django/", "Django and its middleware"),
    ("whitenoise/", "Django and its middleware"),
    ("simple_history/", "Django and its middleware"),
)
NAMES: Final = tuple(dict.fromkeys(name for _, name in LAYERS))
# The kernel makes no more of them than its ticks.
LOOK_EVERY: Final = 0.001


@contextmanager
def watching(found: Counter[str]) -> Iterator[None]:
    """Counts in which layer this thread is whenever it has used some processor time."""

    def look(_: int, frame: FrameType | None) -> None:
        found[layer_of(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, LOOK_EVERY, LOOK_EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def layer_of(frame: FrameType | None) -> str:
    """The layer of the innermost frame that stands for one."""
    while frame is not None:
        path = frame.f_code.co_filename
        for part, name in LAYERS:
            if part in path:
                return name
        frame = frame.f_back
    return "the benchmark itself"

"""What a benchmark does before Django's settings are read: a database, a folder, no surprises."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module

import django

# What a developer's shell says about a portal must not reach the benchmark's.
OTHER_VARIABLES = ("ALLOWED_HOSTS", "PORTAL_BIND", "PORTAL_MODE", "REDIS_URL", "SECRET_KEY")


@contextmanager
def django_of_benchmark(longest_seconds: int, *, on_sqlite: bool = False) -> Iterator[None]:
    """Django on a PostgreSQL server of its own, or on the one that DATABASE_URL names; or on an
    empty SQLite file.

    What imports Django's models is to be imported inside. All ends after `longest_seconds` at the
    latest: whatever hangs is ended then.
    """
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGALRM, _end)
    signal.alarm(longest_seconds)
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as folder:
        for name in OTHER_VARIABLES:
            os.environ.pop(name, None)
        os.environ["PORTAL_ENV_FILE"] = os.devnull
        os.environ["PORTAL_DATA_DIR"] = folder
        # The embedded PostgreSQL keeps its locks there.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        os.environ["LOG_LEVEL"] = "WARNING"
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        with nullcontext("") if on_sqlite else _database_url() as url:
            os.environ["DATABASE_URL"] = url
            django.setup()
            yield


@contextmanager
def _database_url() -> Iterator[str]:
    named = os.environ.get("DATABASE_URL")
    if named:
        yield named
        return
    server = import_module("tests.support.postgres").PostgresOfTests()
    try:
        yield server.url
    finally:
        server.stop()


def _end(number: int, frame: object) -> None:  # noqa: ARG001
    sys.exit(128 + number)

"""Measures the discovery call: `make bench`, or `python -m benchmarks.discovery`.

Starts a PostgreSQL server of its own (or uses a scratch database on the one that DATABASE_URL
names), a Valkey server and the web server with the command line of production, all on this
machine and all ended afterwards, and prints tables. docs/performance.md says how to read them.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import django

# The whole takes about five minutes; whatever hangs is ended then.
LONGEST_SECONDS = 900
# What a developer's shell says about a portal must not reach the benchmark's.
OTHER_VARIABLES = ("ALLOWED_HOSTS", "PORTAL_BIND", "PORTAL_MODE", "REDIS_URL", "SECRET_KEY")


def main() -> None:
    """Prepare what Django's settings are read from, and only then import what needs them."""
    parser = argparse.ArgumentParser(prog="benchmarks.discovery", description=__doc__)
    parser.add_argument(
        "--short",
        action="store_true",
        help="measure for a few seconds: shows that everything works, not what it costs",
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGALRM, _end)
    signal.alarm(LONGEST_SECONDS)
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as folder:
        for name in OTHER_VARIABLES:
            os.environ.pop(name, None)
        os.environ["PORTAL_ENV_FILE"] = os.devnull
        os.environ["PORTAL_DATA_DIR"] = folder
        # The embedded PostgreSQL keeps its locks there.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        os.environ["LOG_LEVEL"] = "WARNING"
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        with _database_url() as url:
            os.environ["DATABASE_URL"] = url
            django.setup()
            import_module("benchmarks.report").print_report(short=arguments.short)


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


if __name__ == "__main__":
    main()

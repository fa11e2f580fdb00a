"""Measures the first page of the admin and the list of sites: `python -m benchmarks.overview`.

With 40,000 sites and 200,000 jobs it asks for each page some times, one after the other and in the
same process, and prints medians: first on SQLite, then on PostgreSQL (a server of its own, or a
scratch database on the one that DATABASE_URL names). Broker and workers are not asked: their
answers are remembered for seconds.
"""

import argparse
import subprocess
import sys
from importlib import import_module

from benchmarks.starting import django_of_benchmark

LONGEST_SECONDS = 600
DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Measures on one database, or on one after the other in a process for each."""
    parser = argparse.ArgumentParser(prog="benchmarks.overview", description=__doc__)
    parser.add_argument("--on", choices=DATABASES, help="only on this one")
    arguments = parser.parse_args()
    if not arguments.on:
        for name in DATABASES:
            command = [sys.executable, "-m", "benchmarks.overview", "--on", name]
            subprocess.run(command, check=True)  # noqa: S603 - itself
        return
    on_sqlite = arguments.on == "sqlite"
    with django_of_benchmark(LONGEST_SECONDS, on_sqlite=on_sqlite):
        import_module("benchmarks.glance").measure(on_sqlite=on_sqlite)


if __name__ == "__main__":
    main()

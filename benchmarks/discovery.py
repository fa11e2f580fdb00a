"""Measures the discovery call: `make bench`, or `python -m benchmarks.discovery`.

Starts a PostgreSQL server of its own (or uses a scratch database on the one that DATABASE_URL
names), a Valkey server and the web server with the command line of production, all on this
machine and all ended afterwards, and prints tables. docs/performance.md says how to read them.
"""

import argparse
from importlib import import_module

from benchmarks.starting import django_of_benchmark

# The whole takes about five minutes.
LONGEST_SECONDS = 900


def main() -> None:
    """Prepare what Django's settings are read from, and only then import what needs them."""
    parser = argparse.ArgumentParser(prog="benchmarks.discovery", description=__doc__)
    parser.add_argument(
        "--short",
        action="store_true",
        help="measure for a few seconds: shows that everything works, not what it costs",
    )
    arguments = parser.parse_args()
    with django_of_benchmark(LONGEST_SECONDS):
        import_module("benchmarks.report").print_report(short=arguments.short)


if __name__ == "__main__":
    main()

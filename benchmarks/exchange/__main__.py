"""Measures the exchange of records: `make bench-exchange`, or `python -m benchmarks.exchange`.

Starts a PostgreSQL server of its own (or uses a scratch database on the one that DATABASE_URL
names), and Valkey, the web server and the workers with the command lines of production, all on this
machine and all ended afterwards, and prints tables. docs/performance.md says how to read them.
"""

import argparse
from importlib import import_module

from benchmarks.starting import django_of_benchmark

# The whole takes about twelve minutes.
LONGEST_SECONDS = 1_500
PARTS = ("initialise", "fleet", "profile", "push", "integrate", "memory", "pull")


def main() -> None:
    """Prepare what Django's settings are read from, and only then import what needs them."""
    parser = argparse.ArgumentParser(prog="benchmarks.exchange", description=__doc__)
    parser.add_argument(
        "--short",
        action="store_true",
        help="measure for a few seconds: shows that everything works, not what it costs",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        default=[],
        help="measure this part alone; may be given several times",
    )
    arguments = parser.parse_args()
    with django_of_benchmark(LONGEST_SECONDS):
        report = import_module("benchmarks.exchange.report")
        report.print_report(arguments.only, short=arguments.short)


if __name__ == "__main__":
    main()

"""Measures searches for patients among a million: `python -m benchmarks.patients`.

On a real PostgreSQL (a server of its own, or a scratch database on the one that DATABASE_URL names)
it writes the records of the patients, fills the tables of the search as the migration does, and
asks for each kind of search many times with ever other texts. It prints medians and p99, of finding
alone and of the whole call with its authentication and the row that is kept of it.
"""

import argparse
from importlib import import_module

from benchmarks.starting import django_of_benchmark

LONGEST_SECONDS = 1_800
PATIENTS = 1_000_000


def main() -> None:
    """Measures with so many patients."""
    parser = argparse.ArgumentParser(prog="benchmarks.patients", description=__doc__)
    parser.add_argument("--patients", type=int, default=PATIENTS, help="default: %(default)s")
    arguments = parser.parse_args()
    with django_of_benchmark(LONGEST_SECONDS):
        import_module("benchmarks.patient_searches").measure(arguments.patients)


if __name__ == "__main__":
    main()

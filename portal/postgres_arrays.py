"""How lists of values travel to PostgreSQL.

psycopg writes an array as text, and looks through every element for quotation marks to escape: of
records, which are JSON, that is a fifth of what their integration costs. In the binary format an
element is copied as it is.
"""

import psycopg
from psycopg.types.array import ListBinaryDumper


def send_arrays_in_binary() -> None:
    """Has all connections that are opened from now on do so."""
    psycopg.adapters.register_dumper(list, ListBinaryDumper)

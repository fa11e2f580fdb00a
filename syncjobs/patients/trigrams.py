"""What lets PostgreSQL find a text within texts without reading them all: trigrams.

They need `pg_trgm`, which comes with PostgreSQL but has to be created in a database once. Whoever
may create things in the database may do that; where it is not possible, the search works without,
and reads all patients.
"""

import logging
from typing import Final

from django.db import DatabaseError, connection, transaction

from syncjobs.models import Patient, PatientPolicy

log = logging.getLogger(__name__)

EXTENSION: Final = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
# Changes of patients are few; kept for later they would make searches slow instead.
INDEX: Final = "CREATE INDEX IF NOT EXISTS %s ON %s USING gin (%s) WITH (fastupdate = off)"
INDEXES: Final = (
    ("patient_trigrams", Patient, ("last_key", "first_key", "code_key", "barcode_key")),
    ("policy_trigrams", PatientPolicy, ("number_key",)),
)
ADVICE: Final = (
    "Patients are searched without trigrams, which is slow when there are very many: have somebody"
    " who may create extensions run CREATE EXTENSION pg_trgm in the portal's database, then run"
    " manage.py index_patients."
)


def add_trigram_indexes() -> bool:
    """Adds the indexes, unless they are there; False when this database cannot have them."""
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(EXTENSION)
            for name, model, columns in INDEXES:
                keys = ", ".join(f"{column} gin_trgm_ops" for column in columns)
                cursor.execute(INDEX % (name, model._meta.db_table, keys))
    except DatabaseError as error:
        log.warning("pg_trgm cannot be used: %s. %s", str(error).strip(), ADVICE)
        return False
    return True

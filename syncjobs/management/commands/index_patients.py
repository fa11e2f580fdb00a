"""`manage.py index_patients`: makes the search for patients anew from the records."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from syncjobs.patients.reindexing import reindex_patients
from syncjobs.patients.trigrams import ADVICE, add_trigram_indexes


class Command(BaseCommand):
    """The portal may run meanwhile. Nothing needs it but an extension that was added later."""

    help = (
        "Writes anew by what patients are found, and adds the indexes that a database lacked which"
        " could not have them before."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Writes the rows, then the indexes."""
        count = 0
        for count in reindex_patients():  # noqa: B007 - the last one is told
            pass
        self.stdout.write(f"{count:,} patients and insurance policies can be found.")
        if connection.vendor == "postgresql" and not add_trigram_indexes():
            self.stderr.write(ADVICE)

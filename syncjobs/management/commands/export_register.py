"""`manage.py export_register`: the register in the layout of the old server's tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from syncjobs.register_files.columns import SITES, STORES
from syncjobs.register_files.reading import is_json
from syncjobs.register_files.writing import as_csv, as_json, exported_sites, exported_stores

WITHOUT_PASSWORDS: Final = (
    "It has no passwords: a server that is to let these sites in needs the hashes of its own"
    " site table."
)


class Command(BaseCommand):
    """Writes two CSV files, or one JSON file."""

    help = "Exports sites and stores without passwords; import_register is the way back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write."""
        parser.add_argument("sites", help="the CSV file of the sites, or one JSON file for both")
        parser.add_argument("stores", nargs="?", help="the CSV file of the stores")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Writes the files."""
        sites, stores = options["sites"], options["stores"]
        if is_json(sites) == (stores is not None):
            raise CommandError("Name two CSV files, one for sites and one for stores, or one JSON.")
        try:
            if stores is None:
                _write(sites, as_json())
            else:
                _write(sites, as_csv(exported_sites(), SITES))
                _write(stores, as_csv(exported_stores(), STORES))
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}.") from error
        self.stdout.write(f"The register was written. {WITHOUT_PASSWORDS}")


def _write(name: str, pieces: Iterator[str]) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)

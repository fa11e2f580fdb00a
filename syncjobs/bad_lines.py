"""The lines of a file that cannot be imported."""

from dataclasses import dataclass, field
from typing import Final

from syncjobs.records.import_report import BadLine

MOST_BAD_LINES: Final = 100


@dataclass(slots=True)
class BadLines:
    """The first lines that cannot be imported, and the number of all of them."""

    bad_lines: list[BadLine] = field(default_factory=list)
    bad_count: int = 0

    def add_bad(self, line: BadLine) -> None:
        """Counts a bad line, and keeps it if it is one of the first."""
        self.bad_count += 1
        if len(self.bad_lines) < MOST_BAD_LINES:
            self.bad_lines.append(line)

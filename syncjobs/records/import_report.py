"""What an import did, or would do, and what kept it from doing so."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from syncjobs.records.central_edits import Outcome

MOST_BAD_LINES: Final = 50
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the file that cannot be imported, with every reason; `record` names it if known."""

    number: int
    reasons: tuple[str, ...]
    record: str = ""

    def __str__(self) -> str:
        where = f"Line {self.number} ({self.record})" if self.record else f"Line {self.number}"
        return printable(f"{where}: {' '.join(self.reasons)}")


@dataclass(slots=True)
class ImportReport:
    """Counts for each table, the first bad lines, and the number of all of them.

    `missing_site_ids` are sites that stores of the file are on and that are not registered.
    """

    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)
    bad_lines: list[BadLine] = field(default_factory=list)
    bad_count: int = 0
    missing_site_ids: set[int] = field(default_factory=set)

    def count(self, table_name: str, outcome: Outcome) -> None:
        """One more record of the table with this outcome."""
        self.counts.setdefault(table_name, Counter())[outcome] += 1

    def add_bad(self, lines: Iterable[BadLine]) -> None:
        """Keeps the first of the bad lines and counts all."""
        for line in sorted(lines, key=lambda each: each.number):
            self.bad_count += 1
            if len(self.bad_lines) < MOST_BAD_LINES:
                self.bad_lines.append(line)


def printable(text: str) -> str:
    """The text on one line, in characters that a terminal can show."""
    plain = text.encode("utf-8", "backslashreplace").decode()
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", plain)

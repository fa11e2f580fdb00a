"""The lines of a file that cannot be imported."""

from dataclasses import dataclass, field
from typing import Final

from sites.counted import counted
from syncjobs.records.import_report import BadLine

MOST_BAD_LINES: Final = 250


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

    def refusal(self, done: str) -> str:
        """The bad lines, each on one line, below what was not done: `imported`, for example."""
        lines = [str(line) for line in self.bad_lines]
        if self.bad_count > len(lines):
            lines.append(f"… and {self.bad_count - len(lines)} more.")
        bad = counted(self.bad_count, "line is", "lines are")
        return "\n".join([f"Nothing was {done}: {bad} bad.", *lines])

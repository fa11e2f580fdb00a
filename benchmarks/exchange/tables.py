"""Printed tables in Markdown, and mistakes, which are counted and never make a figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Mistakes:
    """What was not as it should be."""

    count: int = 0
    first: str = ""

    def add(self, count: int, what: str) -> None:
        """Counts `count` mistakes of this kind; there may be none."""
        if count:
            self.count += count
            self.first = self.first or what

    def expect(self, found: object, wanted: object, what: str) -> None:
        """Counts a mistake unless what was found is what was wanted."""
        if found != wanted:
            self.add(1, f"{what}: {found!r}, not {wanted!r}")

    def __str__(self) -> str:
        return f"{self.count}; {self.first}" if self.count else "0"


def print_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table under a title; the first column names the rows."""
    print(f"\n### {title}\n\n| {' | '.join(head)} |")
    print("|---" * len(head) + "|")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def number(value: float, digits: int = 0) -> str:
    """The number with so many decimals."""
    return f"{value:,.{digits}f}"

"""One error on the help page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sites.errors import PortalError
from syncjobs.errors import JobFailedError


@dataclass(frozen=True, slots=True)
class Case:
    """What an error means, what to do at the site, and what to do at the portal."""

    means: str
    at_site: str = ""
    here: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An error under its codes, or under an anchor of its own where nothing has a code.

    `shown` is what a person at the site sees of it; empty when they see nothing.
    """

    codes: tuple[str, ...]
    cases: tuple[Case, ...]
    shown: str = ""
    anchor: str = ""

    @property
    def anchors(self) -> tuple[str, ...]:
        """What links to the entry name."""
        return self.codes or (self.anchor,)

    def has(self, words: str) -> bool:
        """Whether each of the words, folded, stands somewhere in the entry."""
        text = " ".join(self._texts()).casefold()
        return all(word in text for word in words.split())

    def _texts(self) -> Iterator[str]:
        yield from self.codes
        yield self.shown
        for case in self.cases:
            yield from (case.means, case.at_site, case.here)


@dataclass(frozen=True, slots=True)
class Section:
    """Errors that are met in the same place."""

    title: str
    introduction: str
    entries: tuple[Entry, ...]

    def about(self, words: str) -> "Section":
        """The section with the entries that have these words."""
        found = tuple(entry for entry in self.entries if entry.has(words))
        return replace(self, entries=found)


def without_repetition(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections with one entry for each code: the first, which takes the cases of the others."""
    sections = tuple(sections)
    of_code: dict[str, list[Entry]] = {}
    for entry in (entry for section in sections for entry in section.entries):
        of_code.setdefault(entry.anchors[0], []).append(entry)
    return tuple(
        replace(section, entries=tuple(_joined(section.entries, of_code))) for section in sections
    )


def _joined(entries: Iterable[Entry], of_code: dict[str, list[Entry]]) -> Iterator[Entry]:
    for entry in entries:
        same = of_code[entry.anchors[0]]
        if entry is same[0]:
            yield replace(entry, cases=tuple(case for each in same for case in each.cases))


def case_of(error: PortalError) -> Case:
    """The error's own sentences, for both sides."""
    here = error.advice_of_admin if error.advice_of_admin != error.advice else ""
    return Case(error.text, error.advice, here)


def entries_of_jobs(errors: Iterable[JobFailedError]) -> tuple[Entry, ...]:
    """An entry for each code; errors with the same code are its cases. The portal advises here."""
    cases: dict[str, dict[Case, None]] = {}
    for error in errors:
        cases.setdefault(error.job_code, {})[Case(error.text, here=error.advice)] = None
    return tuple(Entry((code,), tuple(found)) for code, found in cases.items())

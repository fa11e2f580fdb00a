"""What stands on the help page."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from portal.help import job_errors, site_logins, unreachable, wire_errors
from portal.help.entry import Section, entries_of_jobs, without_repetition

LONGEST_QUERY: Final = 100


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The sections with what was looked for; `query` is empty when nothing was."""

    query: str
    sections: tuple[Section, ...]

    @property
    def count(self) -> int:
        """How many errors stand on the page."""
        return sum(len(section.entries) for section in self.sections)


def help_page(query: str) -> HelpPage:
    """The page with the errors that have each word of the query."""
    query = query.strip()[:LONGEST_QUERY]
    words = query.casefold()
    found = (section.about(words) for section in all_sections())
    return HelpPage(query, tuple(section for section in found if section.entries))


@cache
def all_sections() -> tuple[Section, ...]:
    """Every error, in the order in which people meet them. The same in the life of a process."""
    return without_repetition(_sections())


def _sections() -> tuple[Section, ...]:
    return (
        Section(
            "The site does not reach the portal",
            "The portal hears nothing of these. The site shows them on its page of the"
            " synchronisation, with details that one has to open.",
            unreachable.ENTRIES,
        ),
        Section(
            "A sync fails at the site",
            "The site shows a few words, and the portal's sentence in the details.",
            wire_errors.sync_entries(),
        ),
        Section(
            "Somebody cannot log in at a site",
            "The site asks the portal about every login.",
            (*wire_errors.login_entries(), *site_logins.ENTRIES),
        ),
        Section(
            "Patients of other sites are not found",
            "The site asks the portal for patients that it does not have.",
            wire_errors.patient_entries(),
        ),
        Section(
            "The portal calls a site",
            "“Sync now” calls the site where the portal knows its URL. These are seen here, not at"
            " the site.",
            entries_of_jobs(job_errors.AT_THE_SITE),
        ),
        Section(
            "The portal watches a sync",
            "These are seen here; the site may show an error of its own.",
            entries_of_jobs(job_errors.WHILE_WATCHED),
        ),
        Section(
            "A verification fails",
            "A verification walks the way of a site to the Open mSupply central server. Where it"
            " fails, sites fail in the steps “Push V6” and “Pull V6”.",
            entries_of_jobs(job_errors.WHEN_VERIFIED),
        ),
        Section(
            "A job of the portal fails",
            "No site and no other server has anything to do with these.",
            entries_of_jobs(job_errors.OF_THE_PORTAL),
        ),
    )

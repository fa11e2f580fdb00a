"""Registering the sites of a file: all of them or none, after every line was judged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from django.db import transaction

from sites.credentials import client_secret, generate_password, hash_secret
from sites.models import Site
from sites.site_drafts import STORES, DraftJudge, SiteDraft
from sites.slow_checks import run_in_background
from syncjobs.records.writing import lock_records
from syncjobs.register import register_sites
from syncjobs.site_files.reading import SiteLine
from syncjobs.site_files.report import BadCell, SiteFileReport, SitePlan, StorePlan

LONGEST_FILE_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class RegisteredSite:
    """A new site with its password, which nothing can show again."""

    site: Site
    password: str = field(repr=False)


def judge_sites(lines: Sequence[SiteLine]) -> SiteFileReport:
    """What the lines make, and what is wrong with them; nothing is written."""
    report = SiteFileReport()
    drafts: dict[int, SiteDraft] = {}
    for line in lines:
        try:
            drafts[line.number] = line.draft()
        except ValueError as error:
            report.bad_cells.append(BadCell(line.number, STORES, line.name, str(error)))
    judge = DraftJudge.of(drafts.values())
    for line in lines:
        if line.problem:
            report.bad_cells.append(BadCell(line.number, "", "", line.problem))
        elif line.number in drafts:
            _judge_line(line, drafts[line.number], judge, report)
    report.bad_cells.sort(key=lambda cell: cell.number)
    return report


def register_from_file(
    lines: Sequence[SiteLine], file_name: str
) -> tuple[SiteFileReport, list[RegisteredSite]]:
    """Registers the sites of these lines with new passwords, in one transaction.

    Nothing is written when a line is bad. Hashing takes about 20 ms for each site, and is done
    before anything is locked, with what calls of sites leave of the processor.
    """
    report = judge_sites(lines)
    if report.bad_cells:
        return report, []
    passwords = [generate_password() for _ in report.plans]
    hashes = [
        run_in_background(partial(hash_secret, client_secret(password))) for password in passwords
    ]
    named = printable_name(file_name)
    with transaction.atomic():
        # Before judging again: otherwise a name could be taken between the look and the writing.
        lock_records()
        report = judge_sites(lines)
        if report.bad_cells:
            return report, []
        sites = register_sites(
            [
                plan.draft.new_site(password_hash, f"From file {named}, line {plan.number}")
                for plan, password_hash in zip(report.plans, hashes, strict=True)
            ]
        )
    return report, [
        RegisteredSite(site, password) for site, password in zip(sites, passwords, strict=True)
    ]


def printable_name(file_name: str) -> str:
    """The name of the file as the history keeps it."""
    return "".join(filter(str.isprintable, file_name))[:LONGEST_FILE_NAME] or "without a name"


def _judge_line(
    line: SiteLine, draft: SiteDraft, judge: DraftJudge, report: SiteFileReport
) -> None:
    problems = judge.problems(draft)
    if problems:
        report.bad_cells += [
            BadCell(line.number, problem.column, line.name, problem.sentence)
            for problem in problems
        ]
        return
    stores = []
    for wanted in draft.stores:
        store = judge.store(wanted)
        code, name = (wanted.code, wanted.name) if store is None else (store.code, store.name)
        stores.append(StorePlan(code, name, is_new=store is None))
    report.plans.append(SitePlan(line.number, draft, tuple(stores)))

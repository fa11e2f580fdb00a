"""Registering the sites of a file: all of them or none, after every line was judged."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from django.db import transaction

from sites.credentials import client_secret, generate_password, hash_secret
from sites.site_drafts import STORES, DraftJudge, SiteDraft
from sites.slow_checks import run_in_background
from syncjobs.records.import_report import BadLine
from syncjobs.records.writing import lock_records
from syncjobs.register import register_sites
from syncjobs.site_files.reading import SiteLine
from syncjobs.site_files.report import RegisteredSite, SiteFileReport, SitePlan, StorePlan

LONGEST_FILE_NAME: Final = 100


def judge_sites(lines: Sequence[SiteLine]) -> SiteFileReport:
    """What the lines make, and what is wrong with them; nothing is written."""
    report = SiteFileReport()
    drafts: dict[int, SiteDraft] = {}
    problems = {line.number: [line.problem] for line in lines if line.problem}
    for line in lines:
        try:
            drafts[line.number] = line.draft()
        except ValueError as error:
            problems[line.number] = [_in_column(STORES, str(error))]
    judge = DraftJudge.of(drafts.values())
    for line in lines:
        reasons = problems.get(line.number)
        if reasons is None:
            found = judge.problems(drafts[line.number])
            reasons = [_in_column(problem.column, problem.sentence) for problem in found]
        if reasons:
            report.add_bad(BadLine(line.number, tuple(reasons), line.name))
        else:
            report.plans.append(_plan(line.number, drafts[line.number], judge))
    return report


def register_from_file(lines: Sequence[SiteLine], file_name: str) -> SiteFileReport:
    """Registers the sites of these lines with new passwords, in one transaction.

    Nothing is written when a line is bad. Hashing takes about 20 ms for each site, and is done
    before anything is locked, with what calls of sites leave of the processor.
    """
    report = judge_sites(lines)
    if report.bad_count:
        return report
    passwords = [generate_password() for _ in report.plans]
    hashes = [
        run_in_background(partial(hash_secret, client_secret(password))) for password in passwords
    ]
    named = printable_name(file_name)
    with transaction.atomic():
        # Before judging again: otherwise a name could be taken between the look and the writing.
        lock_records()
        report = judge_sites(lines)
        if report.bad_count:
            return report
        sites = register_sites(
            [
                plan.draft.new_site(password_hash, f"From file {named}, line {plan.number}")
                for plan, password_hash in zip(report.plans, hashes, strict=True)
            ]
        )
    report.registered = [
        RegisteredSite(site, password) for site, password in zip(sites, passwords, strict=True)
    ]
    return report


def printable_name(file_name: str) -> str:
    """The name of the file as the history keeps it."""
    return "".join(filter(str.isprintable, file_name))[:LONGEST_FILE_NAME] or "without a name"


def _in_column(column: str, sentence: str) -> str:
    return f"{column}: {sentence}"


def _plan(number: int, draft: SiteDraft, judge: DraftJudge) -> SitePlan:
    stores = []
    for wanted in draft.stores:
        store = judge.store(wanted)
        code, name = (wanted.code, wanted.name) if store is None else (store.code, store.name)
        stores.append(StorePlan(code, name, is_new=store is None))
    return SitePlan(number, draft, tuple(stores))

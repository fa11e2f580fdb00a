"""Importing users of sites: all of a file or nothing, after every line was judged."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from django.db import transaction

from sites.site_users.parts import parts
from sites.site_users.password_setting import set_password_hashes
from sites.site_users.stores import give_stores, take_stores
from syncjobs.records.import_report import BadLine
from syncjobs.records.writing import lock_records
from syncjobs.user_files.judging import LineJudge
from syncjobs.user_files.plan import UserImportReport, UserPlan
from syncjobs.user_files.reading import UserLine
from syncjobs.user_register import save_users

REASON: Final = "Imported"


def import_users(lines: Iterable[UserLine], *, dry_run: bool = False) -> UserImportReport:
    """Makes the users of these lines what the lines say, in one transaction.

    Nothing is written when a line is bad, or in a dry run; the report says what would have been.
    Passwords are hashed before (`syncjobs.user_files.passwords`); plain ones are left alone.
    """
    if dry_run:
        return _judged(lines)
    all_lines = list(lines)
    with transaction.atomic():
        # Before judging: otherwise somebody could change a user between the look and the change.
        lock_records()
        report = _judged(all_lines)
        if not report.bad_count:
            _carry_out(report.needed)
    return report


def _judged(lines: Iterable[UserLine]) -> UserImportReport:
    report, judge = UserImportReport(), LineJudge()
    for some in parts(list(lines)):
        for judged in judge.judge(some):
            if isinstance(judged, BadLine):
                report.add_bad(judged)
            else:
                report.plans.append(judged)
    return report


def _carry_out(plans: Sequence[UserPlan]) -> None:
    for some in parts([plan for plan in plans if plan.is_new or plan.columns]):
        columns = {column for plan in some for column in plan.columns}
        save_users([plan.user for plan in some], columns, REASON)
    take_stores(chain.from_iterable(plan.taken for plan in plans), REASON)
    give_stores([grant for plan in plans for grant in plan.grants], REASON)
    hashes = {plan.user.pk: plan.password_hash for plan in plans if plan.password_hash}
    set_password_hashes([plan.user for plan in plans if plan.password_hash], hashes)

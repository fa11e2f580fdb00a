"""Importing labels of sites: all of a file or nothing, after every line was judged."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from sites.labels.register import labels_by_key, lock_labels
from sites.labels.setting import set_labels
from sites.names import name_key
from sites.site_users.parts import parts
from syncjobs.label_files.judging import LabelJudge
from syncjobs.label_files.plan import LabelImportReport
from syncjobs.label_files.reading import LabelLine
from syncjobs.records.import_report import BadLine

REASON: Final = "Imported"
# More are a wrong column rather than labels; each is written and kept in the history by itself.
MOST_NEW: Final = 500


def import_labels(lines: Iterable[LabelLine], *, dry_run: bool = False) -> LabelImportReport:
    """Makes the labels of these sites what the lines say, in one transaction.

    Nothing is written when a line is bad, or in a dry run; the report says what would have been.
    """
    if dry_run:
        return _judged(lines)
    with transaction.atomic():
        # Before judging: otherwise somebody could change labels between the look and the change.
        lock_labels()
        report = _judged(lines)
        if not report.bad_count:
            set_labels({plan.site_id: plan.labels for plan in report.needed}, REASON)
    return report


def _judged(lines: Iterable[LabelLine]) -> LabelImportReport:
    report, judge = LabelImportReport(), LabelJudge()
    for some in parts(list(lines)):
        for judged in judge.judge(some):
            if isinstance(judged, BadLine):
                report.add_bad(judged)
            else:
                report.plans.append(judged)
    names = {name_key(name): name for plan in report.plans for name in plan.labels}
    known = labels_by_key(names.values())
    report.new_labels = {key: name for key, name in names.items() if key not in known}
    if len(report.new_labels) > MOST_NEW:
        said = (
            f"The file would make {len(report.new_labels):,} new labels; {MOST_NEW} are made at"
            " once. Look whether the column labels holds labels, or import it in parts."
        )
        report.add_bad(BadLine(1, (said,)))
    return report

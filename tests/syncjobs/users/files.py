"""Files of users as tests write them."""

import csv
import io
from collections.abc import Iterable

from sites.models import SiteUser
from syncjobs.user_files.importing import import_users
from syncjobs.user_files.passwords import hashed_passwords
from syncjobs.user_files.plan import UserImportReport
from syncjobs.user_files.reading import read_users
from syncjobs.user_files.writing import users_as_csv


def imported(*rows: str, dry_run: bool = False) -> UserImportReport:
    """The report of an import of a file with these lines."""
    content = "\n".join(rows).encode()
    return import_users(hashed_passwords(read_users(content)), dry_run=dry_run)


def exported() -> bytes:
    """The file of all users."""
    return "".join(users_as_csv(SiteUser.objects.order_by("name_key"))).encode()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The lines of a file by its columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def bad(report: UserImportReport) -> list[str]:
    """The bad lines, of which there must be some."""
    assert report.bad_count == len(report.bad_lines) > 0
    return [str(line) for line in report.bad_lines]


def counts(report: UserImportReport) -> tuple[int, int, int]:
    """How many users are new, changed and unchanged; there must be no bad line."""
    assert [str(line) for line in report.bad_lines] == []
    return report.new_count, report.changed_count, report.unchanged_count


def words(report: UserImportReport) -> dict[str, list[str]]:
    """What changes of each user, by name."""
    return {plan.user.name: plan.words for plan in report.plans}


def joined(values: Iterable[str]) -> str:
    """A line of a file."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(values)
    return buffer.getvalue()

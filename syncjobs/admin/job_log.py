"""What all the tries of a job have said."""

from dataclasses import dataclass

from syncjobs.models import JobLine, SyncJob

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class JobLog:
    """The newest lines in their order; `is_cut` says that there are older ones."""

    lines: list[JobLine]
    is_cut: bool


def log_of(job: SyncJob) -> JobLog:
    """The lines of all tries. One query."""
    newest = list(job.lines.order_by("-id")[: MOST_LINES + 1])
    return JobLog(newest[:MOST_LINES][::-1], len(newest) > MOST_LINES)

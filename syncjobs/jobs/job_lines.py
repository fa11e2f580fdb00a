"""What a run says while it goes on."""

from collections.abc import Iterable

from django.utils import timezone

from syncjobs.models import JobLine, SyncJob

LONGEST_LINE = 2_000


def say(job_id: int, attempt: int, text: str) -> None:
    """Writes a line of the log of this try of the job, at once."""
    JobLine.objects.create(
        job_id=job_id, attempt=attempt, at=timezone.now(), text=text[:LONGEST_LINE]
    )


def say_in_each(jobs: Iterable[SyncJob], text: str) -> None:
    """Writes the same line in the log of the last try of each of the jobs."""
    now, text = timezone.now(), text[:LONGEST_LINE]
    JobLine.objects.bulk_create(
        JobLine(job_id=job.pk, attempt=job.attempt, at=now, text=text) for job in jobs
    )

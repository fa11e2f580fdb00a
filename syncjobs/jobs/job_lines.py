"""What a run says while it goes on."""

from django.utils import timezone

from syncjobs.models import JobLine

LONGEST_LINE = 2_000


def say(job_id: int, attempt: int, text: str) -> None:
    """Writes a line of the log of this try of the job, at once."""
    JobLine.objects.create(
        job_id=job_id, attempt=attempt, at=timezone.now(), text=text[:LONGEST_LINE]
    )

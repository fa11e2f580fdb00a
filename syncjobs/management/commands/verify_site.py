"""`manage.py verify_site`: queues a verification, waits for it and prints its steps."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sites.models import Site
from sites.names import name_key
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.jobs.scheduling import queue_job
from syncjobs.models import SyncJob, SyncStep
from syncjobs.worker_state import worker_state

LOOK_SECONDS = 0.3
MARKS = {"passed": "ok", "warning": "warning", "failed": "FAILED", "": "…"}


class Command(BaseCommand):
    """Exit status 0 when the verification succeeds, 1 when it fails or does not end in time."""

    help = "Queues a verification of a site, waits for its end and prints its steps."

    def add_arguments(self, parser: CommandParser) -> None:
        """The site's name and how long to wait."""
        parser.add_argument("name")
        parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
        parser.add_argument(
            "--timeout", type=float, default=120.0, metavar="SECONDS", help="how long to wait"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Queues, waits, prints."""
        site = Site.objects.filter(name_key=name_key(options["name"])).first()
        if site is None:
            raise CommandError(f"No site is called “{options['name']}”. Check its name.")
        job = queue_job(site.pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR)
        if not worker_state().is_well:
            self.stderr.write("No worker answers; the job waits until one is started.")
        job = self.wait(job.pk, options["timeout"], quiet=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(job), ensure_ascii=False))
        else:
            self.stdout.write(f"{job.get_status_display()}. {job.error_message}".strip())
        if job.status != JobStatus.SUCCEEDED:
            raise SystemExit(1)

    def wait(self, job_id: int, seconds: float, *, quiet: bool) -> SyncJob:
        """Waits until the job has ended, printing each step once; raises CommandError in time."""
        deadline = time.monotonic() + seconds
        printed: set[int] = set()
        while True:
            job = SyncJob.objects.get(pk=job_id)
            if not quiet:
                self.print_new_steps(job, printed)
            if not job.is_live:
                return job
            if time.monotonic() > deadline:
                raise CommandError(
                    f"Job {job_id} has not ended in {seconds:.0f} seconds; it is"
                    f" {job.get_status_display().lower()}. {job.error_message} It goes on without"
                    " this command; see the list of jobs in the admin."
                )
            time.sleep(LOOK_SECONDS)

    def print_new_steps(self, job: SyncJob, printed: set[int]) -> None:
        """Prints the steps that have ended since the last look."""
        for step in job.steps.filter(finished_at__isnull=False).exclude(pk__in=printed):
            if (
                step.attempt > 1
                and not job.steps.filter(pk__in=printed, attempt=step.attempt).exists()
            ):
                self.stdout.write(f"Try {step.attempt}, after a pause:")
            printed.add(step.pk)
            self.stdout.write(f"{MARKS[step.verdict]:>8}  {step.get_name_display()}")
            for line in filter(None, (step.message, step.advice)):
                self.stdout.write(f"          {line}")


def _as_json(job: SyncJob) -> dict[str, Any]:
    return {
        "job": job.pk,
        "status": job.status,
        "errorCode": job.error_code,
        "errorMessage": job.error_message,
        "steps": [_step_as_json(step) for step in job.steps.filter(attempt=job.attempt)],
    }


def _step_as_json(step: SyncStep) -> dict[str, Any]:
    return {
        "name": step.name,
        "verdict": step.verdict,
        "message": step.message,
        "advice": step.advice,
    }

"""The Celery tasks: a few lines each, given ids, safe to run twice."""

from typing import Any

from celery import Task, shared_task

from syncjobs.doorbell import INTEGRATE_TASK, RUN_JOB_TASK, SWEEP_TASK
from syncjobs.exchange import upkeep
from syncjobs.exchange.gathering import integrate_gathered_pushes
from syncjobs.exchange.initialise import settle_initialisations
from syncjobs.exchange.moving import begin_ready_moves
from syncjobs.jobs import runner, sweeping
from syncjobs.jobs.due_verifications import queue_due_verification
from syncjobs.schedules.due import queue_due_schedules


@shared_task(name=RUN_JOB_TASK, bind=True)
def run_job(self: "Task[Any, Any]", job_id: int) -> None:
    """Runs one job, if it is still due."""
    runner.run_job(job_id, self.request.id or "")


@shared_task(name=INTEGRATE_TASK)
def integrate() -> None:
    """Integrates every complete push that waits."""
    integrate_gathered_pushes()


@shared_task(name=SWEEP_TASK)
def sweep() -> None:
    """One tick: frees jobs of dead workers, queues due verifications, rings for what waits."""
    sweeping.reap_silent_jobs()
    settle_initialisations()
    begin_ready_moves()
    upkeep.complete_silent_pushes()
    upkeep.ring_for_pushes()
    upkeep.queue_patients_for_central_server()
    queue_due_verification()
    queue_due_schedules()
    sweeping.ring_due_jobs()


@shared_task(name="syncjobs.prune")
def prune() -> None:
    """Deletes old jobs and what was discarded long ago."""
    sweeping.prune_ended_jobs()
    upkeep.prune_discarded()

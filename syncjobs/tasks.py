"""The Celery tasks: a few lines each, given ids, safe to run twice."""

from typing import Any, Final

from celery import Task, shared_task
from django.contrib.sessions.backends.db import SessionStore

from sites.claims import prune_claims
from sites.logins.lockouts import prune_lockouts
from sites.logins.recording import prune_logins
from syncjobs.alerts import deliveries
from syncjobs.alerts.sending import deliver
from syncjobs.alerts.watching import find_health_changes
from syncjobs.doorbell import DELIVER_TASK, INTEGRATE_TASK, RUN_JOB_TASK, RUN_SYNC_TASK, SWEEP_TASK
from syncjobs.exchange import upkeep
from syncjobs.exchange.gathering import integrate_gathered_pushes
from syncjobs.exchange.initialise import settle_initialisations
from syncjobs.exchange.moving import begin_ready_moves
from syncjobs.fleet import tally
from syncjobs.following.tick import look_after_syncs
from syncjobs.jobs import runner, sweeping
from syncjobs.jobs.due_verifications import queue_due_verification
from syncjobs.parts import Part, do_each
from syncjobs.patients.recording import prune_patient_searches
from syncjobs.rest.kept_answers import prune_kept_answers
from syncjobs.schedules.due import queue_due_schedules

# In this order: what a part frees or queues, a later one rings for.
PARTS_OF_SWEEP: Final[tuple[Part, ...]] = (
    sweeping.reap_silent_jobs,
    settle_initialisations,
    begin_ready_moves,
    upkeep.complete_silent_pushes,
    upkeep.ring_for_pushes,
    upkeep.queue_patients_for_central_server,
    look_after_syncs,
    queue_due_verification,
    queue_due_schedules,
    sweeping.ring_due_jobs,
    deliveries.free_silent_deliveries,
    deliveries.ring_due_deliveries,
    find_health_changes,
    tally.count_ended_syncs,
)


def prune_counted_jobs() -> None:
    """Deletes old jobs, after they were counted, however long no tick came; else they stay."""
    tally.count_ended_syncs(chunks=None)
    sweeping.prune_ended_jobs()


PARTS_OF_PRUNING: Final[tuple[Part, ...]] = (
    prune_counted_jobs,
    tally.prune_old_hours,
    upkeep.prune_discarded,
    deliveries.prune_deliveries,
    prune_patient_searches,
    prune_claims,
    prune_logins,
    prune_lockouts,
    prune_kept_answers,
    SessionStore.clear_expired,
)


@shared_task(name=RUN_JOB_TASK, bind=True)
def run_job(self: "Task[Any, Any]", job_id: int) -> None:
    """Runs one job, if it is still due."""
    runner.run_job(job_id, self.request.id or "")


@shared_task(name=RUN_SYNC_TASK, bind=True)
def run_sync(self: "Task[Any, Any]", job_id: int) -> None:
    """Runs one sync, if it is still due; on the queue of jobs that take minutes."""
    runner.run_job(job_id, self.request.id or "")


@shared_task(name=INTEGRATE_TASK)
def integrate() -> None:
    """Integrates every complete push that waits."""
    integrate_gathered_pushes()


@shared_task(name=DELIVER_TASK)
def deliver_alert(delivery_id: int) -> None:
    """Delivers one alert, if it is still due."""
    deliver(delivery_id)


@shared_task(name=SWEEP_TASK)
def sweep() -> None:
    """One tick: frees what dead workers held, queues what is due, rings for what waits, alerts."""
    do_each(PARTS_OF_SWEEP)


@shared_task(name="syncjobs.prune")
def prune() -> None:
    """Once a day: deletes old jobs, hours, claims, logins and sessions, and what was discarded."""
    do_each(PARTS_OF_PRUNING)

"""Running a job: claim it, do what its kind does, and turn every outcome into its state."""

import logging

from syncjobs.choices import JobKind, JobStatus
from syncjobs.errors import JobCancelledError, JobFailedError, JobLostError
from syncjobs.exchange.initialise import settle_initialisation
from syncjobs.jobs.initialise import initialise
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.move_store import move_stores
from syncjobs.jobs.own_failures import met_a_defect
from syncjobs.jobs.retrying import may_try_again, queue_again
from syncjobs.jobs.sync import sync
from syncjobs.jobs.verify import verify
from syncjobs.jobs.verify_first import verify_first

log = logging.getLogger(__name__)

KINDS = {
    JobKind.VERIFY: verify,
    JobKind.VERIFY_FIRST: verify_first,
    JobKind.INITIALISE: initialise,
    JobKind.MOVE_STORE: move_stores,
    JobKind.SYNC: sync,
}
# What must be true of the site when a job of the kind has ended, however it did.
SETTLED_BY = {JobKind.INITIALISE: settle_initialisation}


def run_job(job_id: int, celery_task_id: str = "") -> None:
    """Runs the job if it is due and nobody else took it. It may be called any number of times."""
    run = JobRun.claim(job_id, celery_task_id)
    if run is None:
        return
    kind = JobKind(run.kind)
    try:
        KINDS[kind](run)
    except JobCancelledError:
        run.end(JobStatus.CANCELLED)
    except JobLostError:
        log.warning("Job %s went on without this run.", job_id)
    except JobFailedError as error:
        _fail(run, error)
    except Exception:
        log.exception("Job %s met a defect.", job_id)
        defect = met_a_defect()
        run.end(JobStatus.FAILED, defect.job_code, str(defect))
    else:
        run.end(JobStatus.SUCCEEDED)
    if kind in SETTLED_BY:
        SETTLED_BY[kind](run.site_id)


def _fail(run: JobRun, error: JobFailedError) -> None:
    if run.is_cancelled():
        run.end(JobStatus.CANCELLED)
    elif error.may_pass and may_try_again(run.attempt):
        queue_again(run.row(), run.attempt, error.job_code, str(error))
    else:
        run.end(JobStatus.FAILED, error.job_code, str(error))

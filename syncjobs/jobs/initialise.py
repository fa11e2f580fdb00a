"""The job that prepares everything that a site must hold (protocol 3.3, 10.3 rule 7)."""

from django.db import transaction

from sites.models import Site
from syncjobs.choices import JobStatus, StepName
from syncjobs.exchange.initialise import begin_preparation, end_preparation
from syncjobs.exchange.integrate import integrate_pushes_of
from syncjobs.jobs.job_run import JobRun, StepOutcome
from syncjobs.jobs.own_failures import initialised_already
from syncjobs.models import SiteQueue
from syncjobs.records.belonging import records_of_site
from syncjobs.records.filling import empty_queue_once, fill_queue
from syncjobs.records.writing import lock_records


def initialise(run: JobRun) -> None:
    """Builds the site's queue anew, from the beginning whatever an earlier try left.

    What the site has pushed is integrated first, because it gets that back as well. The site is
    initialised and the job over in the same moment: a try that comes later would empty the queue
    that the site pulls already.
    """
    if not begin_preparation(run.site_id):
        raise initialised_already()
    with run.step(StepName.INTEGRATE_PUSHED) as step:
        count = integrate_pushes_of(run.site_id)
        step.passed(f"{count} waiting batches of the site were integrated.")
    with run.step(StepName.EMPTY_QUEUE) as step:
        _empty_queue(run.site_id, step)
    with run.step(StepName.QUEUE_RECORDS) as step:
        _fill_queue(run.site_id, step)
    with transaction.atomic():
        # In the order in which a request for the next job takes its locks.
        lock_records()
        if run.end(JobStatus.SUCCEEDED):
            end_preparation(run.site_id)


def _empty_queue(site_id: int, step: StepOutcome) -> None:
    waiting = SiteQueue.objects.filter(site_id=site_id).values_list("length", flat=True).first()
    total = 0
    step.report(0, waiting or 0)
    while count := _empty_once(site_id, step):
        total += count
        step.report(total)
    step.passed(f"{total} records of an earlier queue were dropped.")


@transaction.atomic
def _empty_once(site_id: int, step: StepOutcome) -> int:
    # A run that was given up must not empty what the next one fills.
    step.run.heartbeat()
    return empty_queue_once(site_id)


def _fill_queue(site_id: int, step: StepOutcome) -> None:
    site = Site.objects.get(pk=site_id)
    queue = SiteQueue.objects.filter(site_id=site_id)
    queue.update(has_all_patients=site.is_open_msupply_central)
    parts = list(records_of_site(site))
    step.report(0, sum(part.order_by().count() for part in parts))
    # A run that was given up must not add to what the next one fills.
    count = fill_queue(site_id, parts, step.report, step.run.heartbeat)
    step.passed(f"{count} records wait for the site.")

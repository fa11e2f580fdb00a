"""The job that has a site sync at once, at its own server (protocol 9).

1. Which site answers at the URL, and is it ready?
2. Sign in with a one-time account, about which the site asks this portal.
3. Remember the newest run of the site and ask for another.
4. Mirror that one, step by step, until it has ended.

A site whose URL does not answer is waited for instead: it calls by itself. What the site refuses
is not tried again; a try after the death of a worker goes on where that was.
"""

from datetime import timedelta

from django.db import transaction

from sites.authentication import refuse_unless_ready
from sites.errors import PortalError
from sites.models import Site
from sites.site_facts import facts_by_id
from sites.sync_outcome import record_sync_failure, record_sync_success
from syncjobs.choices import JobStatus
from syncjobs.clients.remote_no_answer import SiteUnreachableError
from syncjobs.clients.remote_site import ask_identity
from syncjobs.errors import JobCancelledError, JobFailedError
from syncjobs.following.expecting import NO_URL, expect_site
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.mirror_steps import fail_step, leave_steps, where_it_stands
from syncjobs.jobs.retrying import hand_on
from syncjobs.jobs.site_refusals import refuse_other_site
from syncjobs.jobs.site_runs import (
    is_its_run,
    remember_asking,
    remember_earlier,
    site_run_of,
)
from syncjobs.jobs.site_session import SiteSession
from syncjobs.jobs.watch_errors import site_lost
from syncjobs.jobs.watching import Watch, WorkerStopsError
from syncjobs.models import SiteRun

NOT_SEEN = "The portal did not see its end."


def sync(run: JobRun) -> None:
    """Takes a sync of the site to its end, or to the waiting for the site.

    Raises JobFailedError before the site was asked anything, and what `JobRun.heartbeat` raises.
    """
    site = _site_that_may_sync(run.site_id)
    try:
        _end_well(run, _sync(run, site))
    except WorkerStopsError:
        _hand_on(run)
    except JobCancelledError:
        leave_steps(run, "The portal stopped looking; the sync goes on at the site.")
        run.say("Cancelled; what the site has begun goes on there.")
        raise
    except SiteUnreachableError as error:
        _expect(run, error)
    except JobFailedError as error:
        _end_badly(run, error)
    except Exception:
        # A defect, which the runner turns into the job's state.
        leave_steps(run, NOT_SEEN)
        raise


def _site_that_may_sync(site_id: int) -> Site:
    facts, site = facts_by_id(site_id), Site.objects.filter(pk=site_id).first()
    if facts is None or site is None:
        raise JobFailedError("site_deleted", "The site was deleted.")
    try:
        refuse_unless_ready(facts)
    except PortalError as error:
        raise JobFailedError(error.code, error.text, error.admin_advice) from error
    return site


def _sync(run: JobRun, site: Site) -> timedelta:
    """Returns how long the site's sync took."""
    if not site.url:
        raise SiteUnreachableError("site_has_no_url", NO_URL)
    session = SiteSession(run, site.url)
    site_run = site_run_of(run.job_id)
    if site_run is None or site_run.asked_at is None:
        site_run = _ask_for_sync(run, site, session)
    else:
        run.say("Goes on with the sync for which the site was asked before.")
    return Watch(run, session, site_run).to_the_end().duration


def _ask_for_sync(run: JobRun, site: Site, session: SiteSession) -> SiteRun:
    run.heartbeat()
    run.say(f"Asks {site.url} which site it is.")
    refuse_other_site(ask_identity(site.url), site.name)
    session.sign_in()
    newest = session.latest_sync()
    site_run = remember_earlier(run.job_id, newest)
    # An earlier try may have asked and died before it could keep that.
    if not is_its_run(site_run, newest):
        if newest is not None and newest.is_syncing:
            _tell(run, "The site is syncing already; the sync that follows is waited for.")
        session.trigger_sync()
        run.say("Asked the site to sync.")
    remember_asking(site_run)
    return site_run


def _tell(run: JobRun, note: str) -> None:
    run.row().update(note=note)
    run.say(note)


def _end_well(run: JobRun, duration: timedelta) -> None:
    run.say("The sync ended well.")
    with transaction.atomic():
        if run.end(JobStatus.SUCCEEDED):
            record_sync_success(run.site_id, duration)


def _end_badly(run: JobRun, error: JobFailedError) -> None:
    fail_step(run, error)
    leave_steps(run, NOT_SEEN)
    if run.is_cancelled():
        raise error
    run.say(str(error))
    with transaction.atomic():
        if run.end(JobStatus.FAILED, error.job_code, str(error)):
            record_sync_failure(run.site_id, error.job_code, str(error))


def _expect(run: JobRun, error: SiteUnreachableError) -> None:
    site_run = site_run_of(run.job_id)
    if site_run is not None and site_run.asked_at is not None:
        _end_badly(run, site_lost(where_it_stands(run), error.text))
    elif not expect_site(run.job_id, run.attempt, str(error)):
        run.heartbeat()


def _hand_on(run: JobRun) -> None:
    leave_steps(run, "The portal's worker was stopped; the next one goes on.")
    run.say("The worker stops; another one goes on.")
    hand_on(run.row())

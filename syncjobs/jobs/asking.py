"""What people ask a site to do now."""

from django.contrib.auth.models import User

from sites.choices import InitialisationStatus
from sites.models import Site
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.errors import JobStateError
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.jobs.scheduling import queue_job
from syncjobs.models import SyncJob


def ask_for_sync(site: Site, person: User) -> SyncJob:
    """The sync of the site that waits or runs, or a new one. Raises JobStateError."""
    if site.is_disabled:
        raise JobStateError(f"{site.name} is disabled and cannot sync.", "Enable it first.")
    return queue_job(site.pk, JobKind.SYNC, JobTrigger.ADMINISTRATOR, person)


def ask_for_verification(site: Site, person: User) -> SyncJob:
    """The verification of the site that waits or runs, or a new one."""
    return queue_job(site.pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR, person)


def ask_for_initialisation(site: Site, person: User) -> SyncJob:
    """The preparation of the site's data that waits or runs, or a new one. Raises JobStateError."""
    refuse_initialising(site)
    job_id = request_initialisation(site.pk, JobTrigger.ADMINISTRATOR, person)
    return SyncJob.objects.get(pk=job_id)


def refuse_initialising(site: Site) -> None:
    """Raises JobStateError when preparing the site's data anew makes no sense."""
    if not may_be_initialised(site):
        raise JobStateError(
            f"{site.name} is disabled, or has not asked for its data yet.",
            "Enable it, or start its first sync at the site, which asks by itself.",
        )


def may_be_initialised(site: Site) -> bool:
    """Whether preparing the site's data anew makes sense: not before it first asked for it."""
    has_asked = site.initialisation_status != InitialisationStatus.NEW
    return has_asked and not site.is_disabled

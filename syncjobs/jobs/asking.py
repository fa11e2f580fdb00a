"""What people ask a site to do now."""

from django.contrib.auth.models import User

from sites.models import Site
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.errors import JobStateError
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

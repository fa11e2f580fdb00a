"""The steps of a sync that have not begun, or that nobody saw begin."""

import pytest
from django.utils import timezone

from sites.choices import InitialisationStatus
from sites.models import Site
from syncjobs.admin.stepper import stepper
from syncjobs.choices import JobStatus, JobTrigger, StepName
from syncjobs.models import SiteRun, SyncJob
from tests.syncjobs.admin.syncs import a_sync, begin, finish
from tests.syncjobs.far_side import a_site

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PUSH, CENTRAL, REMOTE = StepName.PUSH, StepName.PULL_CENTRAL, StepName.PULL_REMOTE
INTEGRATE = StepName.INTEGRATE
V6 = "not seen from here"


def words_of(job: SyncJob) -> dict[str, str]:
    """The state of each shown step, in words."""
    return {step.label: step.state_word for step in stepper(job, job.site)}


def a_sync_with(*names: StepName, status: JobStatus, trigger: JobTrigger) -> SyncJob:
    """A sync of an initialised site with these steps, which have passed."""
    site = a_site()
    Site.objects.filter(pk=site.pk).update(initialisation_status=InitialisationStatus.COMPLETED)
    job = a_sync(Site.objects.get(pk=site.pk), status, trigger=trigger)
    for name in names:
        begin(job, name)
        finish(job, name)
    return job


@pytest.mark.parametrize(
    ("status", "trigger", "names", "words"),
    [
        (
            JobStatus.FOLLOWING,
            JobTrigger.SITE,
            (PUSH, INTEGRATE),
            [V6, "passed", "pending", "pending", V6, "passed"],
        ),
        (
            JobStatus.FAILED,
            JobTrigger.SITE,
            (PUSH, INTEGRATE),
            [V6, "passed", "not reached", "not reached", V6, "passed"],
        ),
        (
            JobStatus.SUCCEEDED,
            JobTrigger.SITE,
            (REMOTE,),
            [V6, "nothing to do", "nothing to do", "passed", V6, "nothing to do"],
        ),
        (
            JobStatus.FOLLOWING,
            JobTrigger.SITE,
            (CENTRAL,),
            [V6, "nothing to do", "passed", "pending", V6, "nothing to do"],
        ),
        (
            JobStatus.SUCCEEDED,
            JobTrigger.ADMINISTRATOR,
            (REMOTE,),
            [V6, *["before the portal followed"] * 2, "passed", V6, "before the portal followed"],
        ),
        (
            JobStatus.SUCCEEDED,
            JobTrigger.ADMINISTRATOR,
            (CENTRAL, REMOTE),
            [V6, "nothing to do", "passed", "passed", V6, "nothing to do"],
        ),
        (JobStatus.FOLLOWING, JobTrigger.SITE, (), [V6, *["pending"] * 3, V6, "pending"]),
        (JobStatus.EXPECTING, JobTrigger.ADMINISTRATOR, (), ["pending"] * 6),
        (JobStatus.FAILED, JobTrigger.ADMINISTRATOR, (), ["not reached"] * 6),
    ],
)
def test_it_says_why_a_step_of_a_followed_sync_did_not_begin(
    status: JobStatus, trigger: JobTrigger, names: tuple[StepName, ...], words: list[str]
) -> None:
    assert list(words_of(a_sync_with(*names, status=status, trigger=trigger)).values()) == words


def test_a_push_that_goes_on_is_not_integrated_yet() -> None:
    job = a_sync_with(status=JobStatus.FOLLOWING, trigger=JobTrigger.SITE)
    begin(job, PUSH, 1, 2_000)
    words = words_of(job)
    assert (words["Push"], words["Integrate"]) == ("running", "pending")


def test_it_says_of_a_mirrored_sync_what_the_site_said() -> None:
    job = a_sync_with(StepName.PUSH_V6, PUSH, status=JobStatus.FAILED, trigger=JobTrigger.SITE)
    SiteRun.objects.create(job=job, asked_at=timezone.now())
    begin(job, CENTRAL)
    assert list(words_of(job).values())[3:] == ["not reached"] * 3


def test_it_shows_prepare_only_where_it_may_happen() -> None:
    new = a_site("New", "N")
    first = a_sync(new, JobStatus.EXPECTING)
    assert "Prepare" in words_of(first)
    begin(first, StepName.PREPARE)
    begin(first, CENTRAL)
    Site.objects.update(initialisation_status=InitialisationStatus.COMPLETED)
    assert "Prepare" in words_of(SyncJob.objects.get(pk=first.pk))
    later = a_sync_with(status=JobStatus.EXPECTING, trigger=JobTrigger.SITE)
    assert "Prepare" not in words_of(later)

"""What runs now."""

import pytest
from django.utils import timezone

from syncjobs.choices import JobStatus, StepName
from syncjobs.fleet import running as running_module
from syncjobs.fleet.running import MOST_SHOWN, running, set_aside_count
from syncjobs.models import SetAsideRecord, SyncStep
from tests.syncjobs.far_side import a_job, a_site
from tests.syncjobs.fleet.syncs import a_sync, moved

pytestmark = pytest.mark.django_db


def test_it_shows_the_newest_with_their_present_steps() -> None:
    site = a_site()
    older = a_sync(site, JobStatus.FOLLOWING, finished_at=None, attempt=2)
    newer = a_job(site, status=JobStatus.RUNNING, attempt=1)
    pushed = moved(older, StepName.PUSH, 5, attempt=2)
    SyncStep.objects.filter(pk=pushed.pk).update(finished_at=timezone.now())
    moved(older, StepName.PULL_REMOTE, 9, attempt=1)
    SyncStep.objects.create(
        job=older, attempt=2, name=StepName.PULL_CENTRAL, started_at=timezone.now(), done=2, total=8
    )
    found = running()
    assert [one.job for one in found.jobs] == [newer, older]
    assert [one.progress for one in found.jobs] == ["", "2 / 8"]
    step = found.jobs[1].step
    assert step is not None
    assert step.name == StepName.PULL_CENTRAL


def test_it_counts_what_moves_waits_and_expects() -> None:
    statuses = {JobStatus.RUNNING: 12, JobStatus.QUEUED: 2, JobStatus.EXPECTING: 1}
    for status, count in statuses.items():
        for number in range(count):
            a_job(a_site(f"{status} {number}", f"{status} {number}"), status=status)
    a_job(a_site(), status=JobStatus.FAILED)
    found = running()
    assert len(found.jobs) == MOST_SHOWN
    assert (found.moving, found.waiting, found.expecting) == (12, 2, 1)


def test_it_does_not_count_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_module, "MOST_COUNTED", 2)
    site, now = a_site(), timezone.now()
    for _ in range(4):
        SetAsideRecord.objects.create(site=site, reason_code="unroutable", set_aside_at=now)
    found = set_aside_count()
    assert (found.count, found.has_more, str(found)) == (3, True, "more than 2")

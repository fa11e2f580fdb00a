"""Ringing for jobs."""

import os
import signal

import pytest
from django.db import transaction
from redis import Redis

from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.doorbell import ring
from syncjobs.jobs.scheduling import queue_job, queue_jobs
from tests.support.servers import ValkeyServer
from tests.syncjobs.far_side import a_job, a_site, fresh

QUEUES = ("portal:jobs", "portal:ticks")


def messages(valkey: ValkeyServer) -> int:
    broker = Redis(unix_socket_path=valkey.url.removeprefix("redis+socket://"))
    return sum(int(broker.llen(queue)) for queue in QUEUES)


@pytest.mark.django_db(transaction=True)
def test_it_rings_on_commit_only(valkey: ValkeyServer) -> None:
    site = a_site()
    with transaction.atomic():
        queue_job(site.pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR)
        assert messages(valkey) == 0
    assert messages(valkey) == 1


@pytest.mark.django_db(transaction=True)
def test_it_does_not_ring_for_what_was_rolled_back(valkey: ValkeyServer) -> None:
    site = a_site()
    with transaction.atomic():
        queue_job(site.pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR)
        transaction.set_rollback(True)
    assert messages(valkey) == 0


@pytest.mark.django_db(transaction=True)
def test_it_rings_once_for_many_jobs(valkey: ValkeyServer) -> None:
    sites = [a_site(f"Site {n}", f"S{n}").pk for n in range(3)]
    queue_jobs(sites, JobKind.VERIFY, JobTrigger.ADMINISTRATOR)
    assert messages(valkey) == 1


@pytest.mark.django_db(transaction=True)
def test_it_leaves_the_job_queued_when_the_broker_is_away(valkey: ValkeyServer) -> None:
    valkey.stop()
    job = queue_job(a_site().pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR)
    assert fresh(job).status == JobStatus.QUEUED


@pytest.mark.django_db(transaction=True)
def test_it_leaves_the_job_queued_when_the_broker_hangs(valkey: ValkeyServer) -> None:
    job = a_job(a_site())
    os.kill(valkey.pid, signal.SIGSTOP)
    try:
        ring([job.pk])
    finally:
        os.kill(valkey.pid, signal.SIGCONT)
    assert (fresh(job).status, fresh(job).rung_at) == (JobStatus.QUEUED, None)


@pytest.mark.django_db(transaction=True)
def test_it_does_not_call_a_job_rung_that_was_not(valkey: ValkeyServer) -> None:
    jobs = [a_job(a_site(f"Site {n}", f"S{n}")) for n in range(2)]
    valkey.stop()
    ring([job.pk for job in jobs])
    assert [fresh(job).rung_at for job in jobs] == [None, None]


@pytest.mark.django_db(transaction=True)
def test_it_rings_again_after_the_broker_was_away(valkey: ValkeyServer) -> None:
    job = a_job(a_site())
    valkey.stop()
    ring([job.pk])
    valkey.start()
    ring([job.pk])
    assert (messages(valkey), fresh(job).rung_at is not None) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_it_rings_a_broker_that_was_emptied(valkey: ValkeyServer) -> None:
    job = a_job(a_site())
    ring([job.pk])
    valkey.empty()
    ring([job.pk])
    assert messages(valkey) == 1

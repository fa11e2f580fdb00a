"""Sites that are refused, as the tick of the schedule finds them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sites.models import Site, Store
from sites.registration import disable_site
from sites.site_facts import facts_by_id
from sites.sync_outcome import record_drained
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.following import refusals
from syncjobs.following.refusals import record_refused_syncs
from syncjobs.models import AlertedHealth, SyncJob
from tests.sites.calls import Caller, ask
from tests.sites.registered import registered
from tests.support.waiting import wait_for
from tests.syncjobs.exchange.wire import Remote
from tests.syncjobs.far_side import at_the_same_moment
from tests.syncjobs.following.syncs import (
    age,
    ask_for_sync,
    fresh,
    idle_cycle,
    is_live,
    lines_of,
    locations,
    post,
    steps_of,
    syncs_of,
    the_sync,
)
from tests.syncjobs.following.syncs import remote as remote
from tests.syncjobs.locks import in_thread, somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db
needs_postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite reads the whole table"
)


def refused(site: Site, code: str = "site_has_no_store", **columns: Any) -> Site:
    """The site after a call that was refused just now."""
    values = {"last_attempt_at": timezone.now(), "last_refusal_code": code} | columns
    Site.objects.filter(pk=site.pk).update(**values)
    return fresh(site)


def test_a_refusal_is_a_failed_sync_with_the_sentence_that_the_site_got(remote: Remote) -> None:
    disable_site(remote.site.pk, "Closed for the season")
    assert remote.get("site").status_code == 403
    assert record_refused_syncs() == 1
    job = the_sync(remote.site)
    assert (job.status, job.trigger, job.started_at) == ("failed", JobTrigger.SITE, None)
    assert (job.error_code, job.attempt) == ("site_disabled", 1)
    assert job.error_message.startswith(
        "This site is disabled at the central server: Closed for the season."
    )
    assert lines_of(job) == ["This site is disabled at the central server: Closed for the season."]
    site = fresh(remote.site)
    assert (site.last_failure_code, site.last_failure_message) == (
        "site_disabled",
        job.error_message,
    )


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("site_has_no_store", "This site has no active store. Assign a store to it"),
        (
            "site_incorrect_hardware_id",
            "This site is bound to another machine. Compare the devices",
        ),
        ("api_version_incompatible", "The site speaks a sync version that the portal does not;"),
        ("another_code", "The site was refused: another_code."),
    ],
)
def test_every_refusal_has_a_sentence(remote: Remote, code: str, sentence: str) -> None:
    refused(remote.site, code)
    record_refused_syncs()
    told = the_sync(remote.site).error_message
    assert told.startswith(sentence)
    assert "administrator" not in told


def test_the_same_refusal_within_a_day_is_the_same_failed_sync(remote: Remote) -> None:
    refused(remote.site)
    record_refused_syncs()
    first = the_sync(remote.site)
    assert record_refused_syncs() == 0
    for hours in (1, 23):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            attempt = refused(remote.site).last_attempt_at
            assert record_refused_syncs() == 1
            assert record_refused_syncs() == 0
        job = the_sync(remote.site)
        assert (job.finished_at, job.created_at) == (attempt, first.created_at)
        assert job.note.startswith("Refused again and again since ")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        refused(remote.site)
        assert record_refused_syncs() == 1
    assert len(syncs_of(remote.site)) == 2


def test_another_refusal_is_another_failed_sync(remote: Remote) -> None:
    refused(remote.site)
    record_refused_syncs()
    refused(remote.site, "api_version_incompatible")
    record_refused_syncs()
    codes = [job.error_code for job in syncs_of(remote.site)]
    assert codes == ["site_has_no_store", "api_version_incompatible"]


def test_a_sync_that_waits_for_a_site_that_is_refused_fails(remote: Remote) -> None:
    job = ask_for_sync(remote.site)
    refused(remote.site)
    record_refused_syncs()
    assert not is_live(job)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "site_has_no_store")
    assert (job.attempt, [line.attempt for line in job.lines.all()]) == (1, [1])
    assert not fresh(remote.site).is_followed
    assert record_refused_syncs() == 0


def test_a_sync_whose_site_is_refused_in_the_middle_fails(remote: Remote) -> None:
    post(remote, 2, locations(remote, 1))
    Store.objects.filter(site=remote.site).update(disabled=True)
    assert remote.get("site_status").status_code == 403
    record_refused_syncs()
    job = the_sync(remote.site)
    assert (job.error_code, job.attempt) == ("site_has_no_store", 1)
    assert [verdict for *_, verdict in steps_of(job)] == ["failed"]


def test_a_second_device_does_not_end_the_sync_of_the_first(remote: Remote) -> None:
    post(remote, 2, locations(remote, 1))
    job = the_sync(remote.site)
    assert ask(Caller(name=remote.site.name, hardware_id="another")).status_code == 401
    assert fresh(remote.site).last_refusal_code == "site_incorrect_hardware_id"
    record_refused_syncs()
    assert is_live(job)
    post(remote, 0, [])
    assert fresh(remote.site).last_refusal_code == ""
    assert is_live(job)


def test_what_a_worker_has_is_left_alone(remote: Remote) -> None:
    now = timezone.now() - timedelta(minutes=1)
    job = SyncJob.objects.create(
        site=remote.site, kind=JobKind.SYNC, status="running", not_before=now, heartbeat_at=now
    )
    refused(remote.site)
    assert record_refused_syncs() == 0
    job.refresh_from_db()
    assert job.status == JobStatus.RUNNING


def test_a_site_that_is_let_in_again_is_no_longer_refused(remote: Remote) -> None:
    refused(remote.site)
    record_refused_syncs()
    idle_cycle(remote)
    site = fresh(remote.site)
    assert (site.last_refusal_code, site.last_failure_code) == ("", "")
    assert record_refused_syncs() == 0


def test_it_takes_a_chunk_at_a_time_those_that_wait_longest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refusals, "AT_ONCE", 2)
    now = timezone.now()
    for minutes in (3, 1, 2):
        refused(registered(f"Site {minutes}"), last_attempt_at=now - timedelta(minutes=minutes))
    assert record_refused_syncs() == 2
    names = SyncJob.objects.order_by("site__name").values_list("site__name", flat=True)
    assert list(names) == ["Site 2", "Site 3"]
    assert [record_refused_syncs(), record_refused_syncs()] == [1, 0]


def test_a_fleet_that_is_let_in_costs_one_query_a_tick() -> None:
    Site.objects.bulk_create(Site(name=f"S{n}", name_key=f"s{n}") for n in range(2_000))
    with CaptureQueriesContext(connection) as queries:
        assert record_refused_syncs() == 0
    assert len(queries) == 1


@needs_postgres
def test_it_finds_refused_sites_along_an_index() -> None:
    Site.objects.bulk_create(Site(name=f"S{n}", name_key=f"s{n}") for n in range(20_000))
    refused(registered())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sites_site")
    plan = refusals._refused().order_by("last_attempt_at")[:500].explain()
    assert "site_refused" in plan
    assert "Seq Scan on sites_site" not in plan


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_make_one_failed_sync() -> None:
    for number in range(3):
        site = refused(registered(f"Site {number}"))
        results = at_the_same_moment([record_refused_syncs] * 3)
        assert sum(results) == 1
        assert the_sync(site).status == JobStatus.FAILED


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_tick_and_a_call_of_the_site_never_wait_for_each_other() -> None:
    site = refused(registered(), last_attempt_at=timezone.now() + timedelta(minutes=1))
    job = ask_for_sync(site)
    facts = facts_by_id(site.pk)
    assert facts is not None
    with ThreadPoolExecutor(1) as threads:
        # As the end of a sync does it: first the job, then its site.
        with transaction.atomic():
            SyncJob.objects.select_for_update().get(pk=job.pk)
            tick = threads.submit(in_thread, record_refused_syncs)
            wait_for(somebody_waits_for_a_lock, 20, "The waiting of the tick for the call")
            record_drained(facts)
        assert tick.result(30) == 1
    assert not is_live(job)


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_tick_lets_others_write_what_only_names_its_sites() -> None:
    site = refused(registered())

    def tell() -> int:
        AlertedHealth.objects.create(site=site, health="failing", alerted_at=timezone.now())
        return 1

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        assert record_refused_syncs() == 1
        assert threads.submit(in_thread, tell).result(5) == 1


def test_a_sync_that_waits_is_not_ended_by_a_refusal_before_it(remote: Remote) -> None:
    refused(remote.site, last_attempt_at=timezone.now() - timedelta(minutes=1))
    record_refused_syncs()
    job = ask_for_sync(remote.site)
    assert record_refused_syncs() == 0
    age(job, timezone.now() - timedelta(minutes=2))
    record_refused_syncs()
    assert not is_live(job)

"""Calls of a site, and others who write its sync or its row at the same moment."""

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sites.models import Site
from sites.site_facts import SiteFacts, facts_by_id
from syncjobs.choices import JobStatus, StepName
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.exchange.pushing import Push
from syncjobs.following.flag import raise_flag
from syncjobs.following.followed import followed_sync
from syncjobs.following.site_calls import site_pushed
from syncjobs.jobs.scheduling import cancel_job
from syncjobs.models import JobLine, SyncStep
from tests.sites.registered import registered
from tests.syncjobs.exchange.wire import Remote
from tests.syncjobs.following.syncs import (
    ask_for_sync,
    fresh,
    lines_of,
    locations,
    post,
    steps_of,
    the_sync,
)
from tests.syncjobs.following.syncs import remote as remote
from tests.syncjobs.locks import held, kept_waiting, needs_row_locks

pytestmark = pytest.mark.django_db


def facts_of(site: Site) -> SiteFacts:
    facts = facts_by_id(site.pk)
    assert facts is not None
    return facts


def test_what_was_written_since_it_was_read_stays(remote: Remote) -> None:
    post(remote, 5, locations(remote, 3))
    one, two = followed_sync(remote.site.pk), followed_sync(remote.site.pk)
    assert one is not None
    assert two is not None
    one.finish(StepName.PUSH, "First.")
    two.leave(StepName.PUSH)
    two.say("Second.")
    assert (one.keep(), two.keep()) == (True, False)
    job = the_sync(remote.site)
    assert steps_of(job) == [("push", 5, 5, "passed")]
    assert "Second." not in lines_of(job)


def test_what_was_cancelled_since_it_was_read_stays_cancelled(remote: Remote) -> None:
    post(remote, 5, locations(remote, 3))
    sync = followed_sync(remote.site.pk)
    assert sync is not None
    cancel_job(the_sync(remote.site).pk)
    sync.succeed(facts_of(remote.site))
    assert not sync.keep()
    assert the_sync(remote.site).status == JobStatus.CANCELLED


def test_two_writes_at_one_moment_are_two(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    post(remote, 5, locations(remote, 3))
    heartbeats = [the_sync(remote.site).heartbeat_at]
    for left in (2, 1):
        post(remote, left, locations(remote, 1))
        heartbeats.append(the_sync(remote.site).heartbeat_at)
    assert len(set(heartbeats)) == 3


def test_a_call_that_changes_nothing_writes_nothing(remote: Remote) -> None:
    post(remote, 5, locations(remote, 3))
    job = the_sync(remote.site)
    remote.get("site_status")
    assert the_sync(remote.site).heartbeat_at == job.heartbeat_at


def test_what_a_call_of_another_process_began_is_gone_on_with(remote: Remote) -> None:
    before = facts_of(remote.site)
    site_pushed(before, Push(5, 3, ""))
    site_pushed(before, Push(2, 2, ""))
    assert steps_of(the_sync(remote.site)) == [("push", 3, 5, "")]


@needs_row_locks
def test_a_followed_call_costs_one_statement_that_reads_and_one_that_writes(
    remote: Remote, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = locations(remote, 2)
    with django_assert_num_queries(2 + 1):
        post(remote, 2, entries)
    with django_assert_num_queries(3 + 2):
        post(remote, 0, [])
    integrate_complete_pushes()
    with django_assert_num_queries(2 + 2):
        remote.get("site_status")
    # And one for the cursor of the site, which is another than before.
    with django_assert_num_queries(2 + 2 + 1):
        remote.get("central_records?cursor=1000000&limit=500")
    with django_assert_num_queries(2 + 2):
        remote.page()
    assert the_sync(remote.site).status == JobStatus.SUCCEEDED


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_a_sync_begins_while_somebody_takes_the_flag_down() -> None:
    site = registered()
    push = partial(site_pushed, facts_of(site), Push(5, 3, ""))
    Site.objects.filter(pk=site.pk).update(is_followed=True)
    with kept_waiting(push, held(site)):
        Site.objects.filter(pk=site.pk).update(is_followed=False)
    assert (the_sync(site).status, fresh(site).is_followed) == (JobStatus.FOLLOWING, True)
    assert steps_of(the_sync(site)) == [("push", 0, 5, "")]


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_a_job_that_waits_for_its_site_is_made_while_somebody_takes_the_flag_down() -> None:
    site = registered()
    Site.objects.filter(pk=site.pk).update(is_followed=True)
    with kept_waiting(partial(ask_for_sync, site), held(site)):
        Site.objects.filter(pk=site.pk).update(is_followed=False)
    assert fresh(site).is_followed


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_a_sync_ends_while_somebody_writes_its_site() -> None:
    site = registered()
    site_pushed(facts_of(site), Push(5, 3, ""))
    facts = facts_of(site)

    def end() -> bool:
        sync = followed_sync(site.pk)
        assert sync is not None
        sync.finish(StepName.PUSH, "")
        sync.say("Ended.")
        sync.succeed(facts)
        return sync.keep()

    with kept_waiting(end, held(site)) as ending:
        Site.objects.filter(pk=site.pk).update(url="https://d12.example.org")
    assert ending.result() is True
    row = fresh(site)
    assert (row.url, row.is_followed) == ("https://d12.example.org", False)
    assert row.last_success_at is not None
    assert the_sync(site).status == JobStatus.SUCCEEDED
    assert SyncStep.objects.get().verdict == "passed"
    assert JobLine.objects.filter(text="Ended.").count() == 1


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_who_raises_many_flags_holds_none_while_waiting_for_the_first() -> None:
    first, *_, last = (registered(f"Site {number}") for number in range(3))
    ids = list(Site.objects.order_by("-pk").values_list("pk", flat=True))
    # Whoever reads all rows without an order finds the first one last.
    Site.objects.filter(pk=first.pk).update(code="moved")
    select = transaction.atomic(partial(raise_flag, ids))
    with kept_waiting(select, held(first)), transaction.atomic():
        # Another who selected the same sites gets the last one, and nobody waits in a circle.
        Site.objects.select_for_update(nowait=True).get(pk=last.pk)
    assert Site.objects.filter(is_followed=True).count() == len(ids)

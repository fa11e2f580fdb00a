"""Simulated sites that sync with the running portal and its worker, and what is seen of it."""

import pytest

from sites.models import Site
from syncjobs.choices import JobStatus, JobTrigger
from syncjobs.simulation import SimulatedSite
from tests.syncjobs.exchange.two_sites import PowerCutError, Sites, cut_after, synced
from tests.syncjobs.exchange.two_sites import sites as sites
from tests.syncjobs.following.syncs import ask_for_sync, fresh, lines_of, steps_of, syncs_of


def in_the_register(site: SimulatedSite) -> Site:
    return Site.objects.get(pk=site.site_id)


def test_an_initialisation_then_a_push_then_nothing(sites: Sites) -> None:
    [site] = sites.initialised("One")
    row = in_the_register(site)
    [first] = syncs_of(row)
    assert (first.status, first.trigger) == (JobStatus.SUCCEEDED, JobTrigger.SITE)
    assert [name for name, *_ in steps_of(first)] == ["prepare", "pull_central", "pull_remote"]
    assert all((done, verdict) == (total, "passed") for _, done, total, verdict in steps_of(first))
    assert row.last_success_duration is not None

    for code in "ABCD":
        site.authoring().location(code)
    pushed = sum(synced(site).counts.pushed.values())
    second = syncs_of(row)[-1]
    names = [name for name, *_ in steps_of(second)]
    assert names == ["push", "integrate", "pull_central", "pull_remote"]
    assert steps_of(second)[0] == ("push", pushed, pushed, "passed")
    # Pages of three.
    assert lines_of(second)[0] == f"The site pushed 3 records; {pushed - 3} are left."

    before = fresh(row)
    synced(site)
    after = fresh(row)
    assert len(syncs_of(row)) == 2
    assert before.last_success_at is not None
    assert after.last_success_at is not None
    assert after.last_success_at > before.last_success_at
    assert (after.last_success_duration, after.is_followed) == (None, False)


def test_sync_now_is_followed_when_the_site_calls(sites: Sites) -> None:
    [site] = sites.initialised("One")
    row = in_the_register(site)
    job = ask_for_sync(row)
    assert job.status == JobStatus.EXPECTING
    synced(site)
    job.refresh_from_db()
    assert (job.status, job.trigger) == (JobStatus.SUCCEEDED, JobTrigger.ADMINISTRATOR)
    assert [name for name, *_ in steps_of(job)] == ["push", "pull_central", "pull_remote"]


def test_a_site_that_dies_in_the_middle_and_begins_again(sites: Sites) -> None:
    [site] = sites.initialised("One")
    row = in_the_register(site)
    for code in "ABCDEFGH":
        site.authoring().location(code)
    site.close()
    # GET site, two batches.
    dying = sites.start("One", observe=cut_after(3))
    with pytest.raises(PowerCutError):
        dying.sync()
    dying.close()
    stopped = syncs_of(row)[-1]
    assert stopped.status == JobStatus.FOLLOWING
    synced(sites.start("One"))
    # It went on with the push, which is the same sync.
    stopped.refresh_from_db()
    assert stopped.status == JobStatus.SUCCEEDED
    assert len(syncs_of(row)) == 2

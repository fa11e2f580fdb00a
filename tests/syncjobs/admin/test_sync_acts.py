"""Starting a sync and preparing a site's data anew, from the page and from the list."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sites.choices import InitialisationStatus
from sites.models import Site
from syncjobs.choices import JobKind, JobStatus
from syncjobs.models import SiteQueue, SyncJob
from tests.portal.forms import messages_of, text_of
from tests.syncjobs.admin.jobs import JOBS, ended, page_of
from tests.syncjobs.admin.syncs import SITES, a_sync, page_of_site
from tests.syncjobs.far_side import a_central, a_job, a_site, at_the_same_moment


def disable(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(disabled_at=timezone.now(), disabled_reason="Closed")


def asked_before(site: Site, waiting: int = 0) -> Site:
    """The site has had its data, and so many records wait for it."""
    completed = InitialisationStatus.COMPLETED
    Site.objects.filter(pk=site.pk).update(initialisation_status=completed)
    SiteQueue.objects.create(site=site, length=waiting)
    return site


def test_it_queues_a_sync_and_shows_it_on_the_page(administrator: Client) -> None:
    site = a_site()
    response = administrator.post(page_of_site(site, "sync-now"))
    assert response.headers["Location"] == f"{page_of_site(site)}#site-sync"
    job = SyncJob.objects.get()
    assert (job.site, job.kind, job.trigger) == (site, JobKind.SYNC, "administrator")
    assert job.requested_by is not None
    assert job.requested_by.username == "Alice"
    page = administrator.get(page_of_site(site)).content.decode()
    assert 'id="sync-now" class="button" disabled>Waiting for the site…' in page
    assert f'action="{page_of(job, "cancel")}"' in page


@pytest.mark.parametrize("status", [JobStatus.RUNNING, JobStatus.EXPECTING, JobStatus.FOLLOWING])
def test_it_joins_the_sync_that_lives(administrator: Client, status: JobStatus) -> None:
    site = a_site()
    a_sync(site, status)
    administrator.post(page_of_site(site, "sync-now"))
    assert SyncJob.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_has_one_sync_when_two_press_at_once(administrator: Client) -> None:
    site = a_site()
    path = page_of_site(site, "sync-now")
    answers = at_the_same_moment([lambda: administrator.post(path)] * 4)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert SyncJob.objects.live().count() == SyncJob.objects.count() == 1


def test_it_syncs_no_disabled_site(administrator: Client) -> None:
    site = a_site()
    disable(site)
    response = administrator.post(page_of_site(site, "sync-now"), follow=True)
    assert "is disabled and cannot sync" in messages_of(response)[0]
    assert "sync-now-form" not in response.content.decode()
    assert not SyncJob.objects.exists()


def test_it_syncs_the_selected_sites(administrator: Client) -> None:
    one, busy, off = a_site("One", "1"), a_site("Two", "2"), a_site("Three", "3")
    a_sync(busy)
    disable(off)
    data = {"action": "sync_sites", "_selected_action": [str(one.pk), str(busy.pk), str(off.pk)]}
    response = administrator.post(SITES, data, follow=True)
    assert messages_of(response) == [
        "1 sync was queued; see the list of jobs. 1 of the sites have one already. 1 are disabled."
    ]
    assert set(SyncJob.objects.values_list("site", flat=True)) == {one.pk, busy.pk}


def test_it_says_what_initialising_again_costs(administrator: Client) -> None:
    site = asked_before(a_site(), 1_234)
    page = text_of(administrator.get(page_of_site(site, "initialise")))
    assert "The queue of District 12 (1,234 records) is discarded and built anew" in page
    assert "Only a site whose own database is new loads everything anew" in page
    assert not SyncJob.objects.exists()


def test_it_initialises_again_after_asking(administrator: Client) -> None:
    site = asked_before(a_site())
    response = administrator.post(page_of_site(site, "initialise"))
    job = SyncJob.objects.get()
    assert response.headers["Location"] == page_of(job)
    assert (job.kind, job.trigger) == (JobKind.INITIALISE, "administrator")
    assert job.requested_by is not None
    assert Site.objects.get(pk=site.pk).initialisation_status == InitialisationStatus.STARTED
    assert "Preparing its data…" in text_of(administrator.get(page_of_site(site)))
    administrator.post(page_of_site(site, "initialise"))
    assert SyncJob.objects.count() == 1


def test_it_does_not_initialise_what_never_asked(administrator: Client) -> None:
    site = a_site()
    for answer in (
        administrator.get(page_of_site(site, "initialise"), follow=True),
        administrator.post(page_of_site(site, "initialise"), follow=True),
    ):
        assert "has not asked for its data yet" in messages_of(answer)[0]
    assert not SyncJob.objects.exists()


def test_it_counts_the_patients_of_a_central_server(administrator: Client) -> None:
    page = administrator.get(page_of_site(asked_before(a_central()), "initialise"))
    assert "and every patient of the system" in text_of(page)


@pytest.mark.parametrize("act", ["sync-now", "initialise"])
def test_it_lets_viewers_only_look(viewer: Client, act: str) -> None:
    site = asked_before(a_site())
    assert viewer.post(page_of_site(site, act)).status_code == 403
    data = {"action": "sync_sites", "_selected_action": [str(site.pk)]}
    assert 'value="sync_sites"' not in viewer.post(SITES, data, follow=True).content.decode()
    assert not SyncJob.objects.exists()


def test_it_knows_no_site_that_is_not_there(administrator: Client) -> None:
    for act in ("sync-now", "initialise"):
        assert administrator.post(f"{SITES}4711/{act}/").status_code == 404
    assert administrator.get(f"{SITES}4711/sync/").status_code == 404


def select(client: Client, action: str, *jobs: SyncJob, across: bool = False) -> Any:
    """Selects the jobs in the list and runs the action."""
    data = {"action": action, "_selected_action": [str(job.pk) for job in jobs]}
    return client.post(JOBS, {**data, "select_across": "1" if across else "0"}, follow=True)


def test_it_runs_again_for_the_sites_that_failed(administrator: Client) -> None:
    failed, mended, well = a_site("One", "1"), a_site("Two", "2"), a_site("Three", "3")
    jobs = [ended(failed), ended(failed), ended(mended), ended(well, JobStatus.SUCCEEDED)]
    ended(mended, JobStatus.SUCCEEDED)
    a_sync(failed, JobStatus.FAILED)
    response = select(administrator, "run_failed_again", *jobs, across=True)
    assert "2 jobs were queued. The others have not failed" in messages_of(response)[0]
    live = SyncJob.objects.live()
    assert set(live.values_list("site", "kind")) == {(failed.pk, "verify"), (failed.pk, "sync")}
    assert set(live.values_list("requested_by__username", flat=True)) == {"Alice"}


def test_it_cancels_the_selected_jobs(administrator: Client) -> None:
    sites = [a_site(f"Site {number}", f"S{number}") for number in range(4)]
    jobs = [
        a_job(sites[0]),
        a_sync(sites[1], JobStatus.RUNNING),
        a_sync(sites[2], JobStatus.FOLLOWING),
        ended(sites[3]),
    ]
    response = select(administrator, "cancel_selected", *jobs)
    assert "3 jobs are cancelled, those that run at their next step." in messages_of(response)[0]
    statuses = dict(SyncJob.objects.values_list("pk", "status"))
    assert [statuses[job.pk] for job in jobs] == ["cancelled", "running", "cancelled", "failed"]


def test_it_lets_viewers_run_no_job_again(viewer: Client) -> None:
    job, live = ended(a_site()), a_job(a_site("Other", "O"))
    for action in ("run_failed_again", "cancel_selected"):
        page = select(viewer, action, job, live)
        assert f'value="{action}"' not in page.content.decode()
    assert list(SyncJob.objects.order_by("pk").values_list("status", flat=True)) == [
        "failed",
        "queued",
    ]

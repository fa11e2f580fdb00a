from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobStatus, JobTrigger
from syncjobs.models import SyncJob
from tests.portal.forms import fill_in, fill_in_and_confirm, messages_of, text_of
from tests.syncjobs.admin.jobs import ended, page_of
from tests.syncjobs.far_side import a_central, a_job, a_site, fresh

SITES = "/admin/sites/site/"


def verify(client: Client, *sites: Site) -> Any:
    """Selects the sites in the list and runs the action."""
    selected = [str(site.pk) for site in sites]
    data = {"action": "verify_sites", "_selected_action": selected}
    return client.post(SITES, data, follow=True)


def test_it_queues_a_verification_and_goes_to_its_page(administrator: Client) -> None:
    site = a_site()
    response = administrator.post(f"{SITES}{site.pk}/verify/")
    job = SyncJob.objects.get()
    assert response.headers["Location"] == page_of(job)
    assert (job.site, job.trigger, job.status) == (site, "administrator", "queued")
    assert job.requested_by is not None
    assert job.requested_by.username == "Alice"


def test_it_goes_to_the_live_job_when_there_is_one(administrator: Client) -> None:
    job = a_job(a_site())
    response = administrator.post(f"{SITES}{job.site_id}/verify/")
    assert response.headers["Location"] == page_of(job)
    assert SyncJob.objects.count() == 1


def test_it_verifies_no_site_that_is_not_there(administrator: Client) -> None:
    assert administrator.post(f"{SITES}4711/verify/").status_code == 404


def test_it_verifies_the_selected_sites(administrator: Client) -> None:
    one, two, _ = a_site("One", "1"), a_site("Two", "2"), a_site("Three", "3")
    assert "2 verifications were queued" in text_of(verify(administrator, one, two))
    assert set(SyncJob.objects.values_list("site", flat=True)) == {one.pk, two.pk}


def test_it_counts_only_new_jobs(administrator: Client) -> None:
    busy, idle = a_site("One", "1"), a_site("Two", "2")
    a_job(busy)
    assert "1 verification was queued" in text_of(verify(administrator, busy, idle))


def test_it_verifies_a_new_central_server_at_once(administrator: Client) -> None:
    a_central()
    site = a_site()
    typed = {"url": "http://new.example.org", "reason": "Agreed"}
    fill_in(administrator, f"{SITES}{site.pk}/make-central/", **typed)
    job = SyncJob.objects.get(trigger=JobTrigger.CHANGE)
    assert job.site == site


def test_it_verifies_the_central_server_when_its_url_changes(administrator: Client) -> None:
    site = a_central()
    ended(site)
    path = f"{SITES}{site.pk}/change/"
    typed = {"url": "http://new.example.org"}
    response = fill_in_and_confirm(administrator, path, "site_form", **typed)
    assert "A verification of Central was queued." in messages_of(response)
    assert SyncJob.objects.live().get().trigger == JobTrigger.CHANGE


def test_it_retries_an_ended_job_as_a_new_one(administrator: Client) -> None:
    old = ended(a_site())
    response = administrator.post(page_of(old, "retry"))
    new = SyncJob.objects.live().get()
    assert response.headers["Location"] == page_of(new)
    assert fresh(old).status == JobStatus.FAILED


def test_it_does_not_retry_a_live_job(administrator: Client) -> None:
    job = a_job(a_site())
    response = administrator.post(page_of(job, "retry"), follow=True)
    assert "This job has not ended yet. Cancel it first" in messages_of(response)[0]
    assert SyncJob.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "afterwards", "sentence"),
    [
        ("queued", "cancelled", "The job is cancelled."),
        ("running", "running", "The job stops at its next step."),
        ("failed", "failed", "This job has ended already."),
    ],
)
def test_it_cancels_what_has_not_ended(
    administrator: Client, status: str, afterwards: str, sentence: str
) -> None:
    now = timezone.now()
    job = a_job(a_site(), status=status, attempt=1, started_at=now, heartbeat_at=now)
    response = administrator.post(page_of(job, "cancel"), follow=True)
    assert sentence in messages_of(response)[0]
    assert fresh(job).status == afterwards
    assert (fresh(job).cancel_requested_at is not None) == (status != "failed")

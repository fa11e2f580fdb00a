"""Jobs through the REST API."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from sites.models import Site
from sites.registration import disable_site
from syncjobs.choices import JobKind, JobStatus, StepName
from syncjobs.models import SyncJob
from tests.syncjobs.admin.syncs import a_sync, begin
from tests.syncjobs.admin.test_sync_acts import asked_before
from tests.syncjobs.far_side import a_site
from tests.syncjobs.rest.calls import Script, message, refusal, rows


def test_sync_now(script: Script) -> None:
    site = a_site()
    asked = script.post("jobs/", {"site_id": site.pk, "kind": "sync"})
    assert asked.status_code == 202
    job = SyncJob.objects.get()
    assert (job.kind, job.requested_by) == (JobKind.SYNC, script.person)
    assert (asked.json()["id"], asked.json()["status"]) == (job.pk, "expecting")
    assert script.post("jobs/", {"site_id": site.pk, "kind": "sync"}).json()["id"] == job.pk


def test_a_disabled_site_is_refused_in_the_words_of_the_admin(
    script: Script, administrator: Client
) -> None:
    site = disable_site(a_site().pk, "Lost")
    response = script.post("jobs/", {"site_id": site.pk, "kind": "sync"})
    assert refusal(response) == (409, "job_state")
    page = administrator.post(f"/admin/sites/site/{site.pk}/sync-now/")
    assert [str(said) for said in get_messages(page.wsgi_request)] == [message(response)]


def test_a_job_tells_its_steps_and_is_cancelled_and_done_again(script: Script) -> None:
    job = a_sync(a_site())
    begin(job, StepName.PULL_REMOTE, 1_000, 2_264)
    (step,) = script.get(f"jobs/{job.pk}/").json()["steps"]
    assert (step["name"], step["done"], step["total"]) == ("pull_remote", 1_000, 2_264)
    early = script.post(f"jobs/{job.pk}/retry/")
    assert refusal(early) == (409, "job_state")
    cancelled = script.post(f"jobs/{job.pk}/cancel/")
    assert cancelled.json()["cancel_requested_at"] or cancelled.json()["status"] == "cancelled"
    SyncJob.objects.filter(pk=job.pk).update(status=JobStatus.CANCELLED)
    again = script.post(f"jobs/{job.pk}/retry/")
    assert (again.status_code, again.json()["requested_by"]) == (202, "Alice's script")
    assert again.json()["id"] != job.pk


def test_jobs_are_found(script: Script) -> None:
    site, other = a_site(), a_site("District 13", "D13")
    first, second = a_sync(site), a_sync(other)
    SyncJob.objects.filter(pk=first.pk).update(
        status=JobStatus.FAILED, error_code="connection_error"
    )
    wanted = {
        "": [second.pk, first.pk],
        f"site_id={site.pk}": [first.pk],
        "live=true": [second.pk],
        "status=failed&error_code=connection_error": [first.pk],
        "kind=verify": [],
    }
    found = {query: rows(script.get(f"jobs/?{query}")) for query in wanted}
    assert {query: [row["id"] for row in page] for query, page in found.items()} == wanted


def test_the_data_of_a_site_is_prepared_again(script: Script, administrator: Client) -> None:
    site = a_site()
    body = {"site_id": site.pk, "kind": "initialise"}
    early = script.post("jobs/", body)
    assert refusal(early) == (409, "job_state")
    page = administrator.post(f"/admin/sites/site/{site.pk}/initialise/")
    assert [str(said) for said in get_messages(page.wsgi_request)] == [message(early)]
    asked_before(site)
    asked = [script.post("jobs/", body, key="once") for _ in range(2)]
    asked.append(script.post("jobs/", body))
    assert [answer.status_code for answer in asked] == [202] * 3
    job = SyncJob.objects.get()
    assert (job.kind, job.requested_by) == (JobKind.INITIALISE, script.person)
    assert {answer.json()["id"] for answer in asked} == {job.pk}
    kept: Any = Site.history
    assert kept.latest().history_change_reason == "Initialised again"


@pytest.mark.parametrize("kind", ["verify_first", "move_store", 7, None])
def test_other_kinds_cannot_be_asked_for(script: Script, kind: object) -> None:
    response = script.post("jobs/", {"site_id": a_site().pk, "kind": kind})
    assert refusal(response) == (400, "invalid")


def test_who_may_only_look_asks_for_nothing(viewing_script: Script) -> None:
    body = {"site_id": a_site().pk, "kind": "sync"}
    assert refusal(viewing_script.post("jobs/", body)) == (403, "permission_denied")
    assert not SyncJob.objects.exists()
    assert Site.objects.count() == 1

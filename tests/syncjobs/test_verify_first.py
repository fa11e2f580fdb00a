"""The verification of a central URL before it is saved."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from sites.models import OneTimeCredential, Site
from syncjobs.choices import STEPS_OF_KIND, JobKind, JobTrigger, StepName, Verdict
from syncjobs.errors import JobStateError
from syncjobs.jobs.due_verifications import queue_due_verification
from syncjobs.jobs.scheduling import queue_job, retry_job
from syncjobs.jobs.selected_jobs import retry_failed
from syncjobs.models import SyncJob
from tests.central_server import CentralServer, Fault
from tests.portal.forms import fields_of, fill_in, send, text_of
from tests.support.ports import free_port
from tests.support.servers import PortalServer
from tests.syncjobs.conftest import StartCentral
from tests.syncjobs.far_side import a_central, a_site, fresh, run, steps_of

PASSED, WARNING, FAILED = Verdict.PASSED, Verdict.WARNING, Verdict.FAILED
SAVED_URL = "https://central.example.org"


@pytest.fixture
def candidate(portal_server: PortalServer, start_central: StartCentral) -> CentralServer:
    """A healthy central server at an address that the register does not know."""
    return start_central(legacy_url=portal_server.url, site_name="Central")


def asked_first(site: Site, url: str) -> SyncJob:
    return queue_job(site.pk, JobKind.VERIFY_FIRST, JobTrigger.ADMINISTRATOR, None, url)


def verdicts(job: SyncJob) -> list[str]:
    return [verdict for _, verdict in steps_of(job)]


def test_it_walks_the_same_way_to_a_url_that_is_not_saved(candidate: CentralServer) -> None:
    central = a_central(SAVED_URL)
    Site.objects.update(app_version="2.20.0", sync_version=14)
    before = Site.objects.values().get()
    job = run(asked_first(central, candidate.url))
    loopback = [PASSED, WARNING, PASSED, PASSED, PASSED, PASSED, PASSED]
    assert steps_of(job) == list(zip(STEPS_OF_KIND[JobKind.VERIFY], loopback, strict=True))
    assert (job.status, job.candidate_url) == ("succeeded", candidate.url)
    assert candidate.url in job.steps.get(name=StepName.DISCOVERY_ANSWER).message
    assert Site.objects.values().get() == before
    assert not OneTimeCredential.objects.exists()


def test_it_warns_of_what_a_server_cannot_know_before_it_has_the_tick(
    candidate: CentralServer,
) -> None:
    candidate.behaviour = replace(
        candidate.behaviour, site_name="District 12", fault=Fault.NOT_CENTRAL
    )
    job = run(asked_first(a_site(), candidate.url))
    assert job.status == "succeeded"
    assert verdicts(job)[2:6] == [PASSED, WARNING, WARNING, PASSED]
    assert "after this is saved" in job.steps.get(name=StepName.IS_CENTRAL).advice


def test_it_fails_for_good_where_the_site_that_has_the_tick_should_know(
    candidate: CentralServer,
) -> None:
    candidate.behaviour = replace(candidate.behaviour, fault=Fault.NOT_CENTRAL)
    job = run(asked_first(a_central(SAVED_URL), candidate.url))
    assert (job.status, job.error_code) == ("failed", "open_msupply_not_central")


def test_it_fails_where_nothing_listens(candidate: CentralServer) -> None:
    job = run(asked_first(a_central(SAVED_URL), f"http://127.0.0.1:{free_port()}"))
    assert (job.status, verdicts(job)[-1]) == ("failed", FAILED)


@pytest.mark.django_db
def test_it_is_no_verification_of_what_is_saved() -> None:
    central = a_central(SAVED_URL)
    job = asked_first(central, "https://new.example.org")
    due = queue_due_verification()
    assert due is not None
    assert (due.kind, due.pk != job.pk) == (JobKind.VERIFY, True)


@pytest.mark.django_db
def test_it_never_takes_one_url_for_another() -> None:
    central = a_central(SAVED_URL)
    job = asked_first(central, "https://new.example.org")
    assert asked_first(central, "https://new.example.org") == job
    with pytest.raises(JobStateError, match=r"https://new\.example\.org, is being verified"):
        asked_first(central, "https://third.example.org")
    SyncJob.objects.update(status="failed")
    assert retry_failed([job.pk]) == 0
    assert retry_job(job.pk).candidate_url == "https://new.example.org"


def look(client: Client, site: Site, **typed: str) -> tuple[str, Any]:
    """The page before a change of the site is saved."""
    path = f"/admin/sites/site/{site.pk}/change/"
    return path, fill_in(client, path, "site_form", **typed)


@pytest.mark.django_db
def test_the_page_before_saving_queues_it_and_keeps_what_was_typed(administrator: Client) -> None:
    central = a_central(SAVED_URL)
    path, page = look(administrator, central, url="https://new.example.org", code="c1")
    fields = fields_of(page, "before-saving")
    page = send(administrator, path, fields, before_saving="verify", reason="Moved")
    job = SyncJob.objects.get()
    assert (job.kind, job.candidate_url) == (JobKind.VERIFY_FIRST, "https://new.example.org")
    assert str(job.requested_by) == "Alice"
    assert "Verification of https://new.example.org, which is not saved" in text_of(page)
    fields = fields_of(page, "before-saving")
    assert (fields["code"], fields["reason"]) == ("c1", "Moved")
    page = send(administrator, path, fields, before_saving="look")
    assert f"/admin/syncjobs/syncjob/{job.pk}/live/" in page.content.decode()
    assert Site.objects.get().url == SAVED_URL
    send(administrator, path, fields_of(page, "before-saving"), before_saving="save")
    assert (Site.objects.get().url, Site.objects.get().code) == ("https://new.example.org", "c1")
    assert fresh(job).status == "queued"


@pytest.mark.django_db
def test_it_is_offered_only_where_a_url_is_new(administrator: Client) -> None:
    site = a_site()
    assert "Verify first" not in text_of(look(administrator, site, name="Renamed")[1])
    typed = {"url": "https://new.example.org", "is_open_msupply_central": "on"}
    assert "Verify first" in text_of(look(administrator, site, **typed)[1])


@pytest.mark.django_db
def test_the_act_that_moves_the_tick_offers_it_too(administrator: Client) -> None:
    a_central(SAVED_URL)
    site = a_site()
    path = f"/admin/sites/site/{site.pk}/make-central/"
    typed = {"url": "HTTPS://New.example.org/", "reason": "Bigger"}
    page = send(
        administrator, path, fields_of(administrator.get(path)), before_saving="verify", **typed
    )
    job = SyncJob.objects.get()
    assert (job.site, job.candidate_url) == (site, "https://new.example.org")
    assert "Verification of https://new.example.org" in text_of(page)
    assert fields_of(page)["reason"] == "Bigger"
    assert not Site.objects.get(pk=site.pk).is_open_msupply_central

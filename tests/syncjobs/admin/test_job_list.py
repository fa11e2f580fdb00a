import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from syncjobs.choices import JobStatus, JobTrigger
from syncjobs.models import SyncJob
from tests.portal.forms import text_of
from tests.syncjobs.admin.jobs import JOBS, ended
from tests.syncjobs.far_side import a_job, a_site


def listed(client: Client, query: str = "") -> list[int]:
    """The ids of the jobs in the list, in their order."""
    response = client.get(JOBS + query)
    assert response.status_code == 200
    return [job.pk for job in response.context["cl"].result_list]


def test_it_shows_what_matters_of_a_job(administrator: Client) -> None:
    job = ended(a_site(), error_code="not_open_msupply", error_message="Something else answers.")
    page = text_of(administrator.get(JOBS))
    for text in (f"Verify #{job.pk}", "District 12", "Failed", "2.5 s", "not_open_msupply"):
        assert text in page
    assert 'title="Something else answers."' in administrator.get(JOBS).content.decode()


def test_it_lists_the_newest_first(administrator: Client) -> None:
    site = a_site()
    jobs = [ended(site).pk for _ in range(3)]
    assert listed(administrator) == jobs[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "?status__exact=failed",
        "?trigger__exact=schedule",
        "?error_code=site_disabled",
        "?kind__exact=verify&status__exact=failed",
        "?q=far",
        "?q=site_dis",
    ],
)
def test_it_finds_a_job(administrator: Client, query: str) -> None:
    ended(a_site("Near", store="N"), JobStatus.SUCCEEDED)
    far = a_site("Far away", store="F")
    wanted = ended(far, error_code="site_disabled", trigger=JobTrigger.SCHEDULE)
    assert listed(administrator, query) == [wanted.pk]


def test_it_says_that_a_job_will_be_tried_again(administrator: Client) -> None:
    a_job(a_site(), attempt=1, error_message="Nothing listens there.")
    assert "Will try again" in text_of(administrator.get(JOBS))


def test_it_costs_the_same_however_many_jobs_there_are(administrator: Client) -> None:
    site = a_site()
    ended(site)
    administrator.get(JOBS)
    with CaptureQueriesContext(connection) as few:
        administrator.get(JOBS)
    pattern = ended(site)
    many = [
        SyncJob(site=site, kind="verify", trigger="site", status="failed", **times)
        for times in [{"not_before": pattern.not_before, "attempt": 1}] * 3_000
    ]
    SyncJob.objects.bulk_create(many)
    for path in (JOBS, f"{JOBS}?q=district", f"{JOBS}?status__exact=failed"):
        with CaptureQueriesContext(connection) as queries:
            page = administrator.get(path)
        assert len(queries) <= len(few) + 1 <= 12
        assert len(page.content) < 300_000


def test_it_offers_neither_adding_nor_editing_nor_deleting(administrator: Client) -> None:
    job = ended(a_site())
    for path in (f"{JOBS}add/", f"{JOBS}{job.pk}/delete/"):
        assert administrator.get(path).status_code == 403
        assert administrator.post(path, {"post": "yes"}).status_code == 403
    assert administrator.post(f"{JOBS}{job.pk}/change/", {}).status_code == 403

"""What the page of a site says of its syncs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sites.health import Health
from sites.models import Site
from syncjobs.admin.sync_panel import health_sentence
from syncjobs.choices import JobStatus, StepName
from syncjobs.models import SyncJob
from tests.portal.forms import text_of
from tests.syncjobs.admin.jobs import ended, page_of
from tests.syncjobs.admin.records import queries_of
from tests.syncjobs.admin.syncs import a_failed_sync, a_sync, begin, finish, page_of_site
from tests.syncjobs.far_side import a_job, a_site


@pytest.mark.parametrize("act", ["change", "sync"])
def test_it_shows_the_steps_of_the_newest_sync(administrator: Client, act: str) -> None:
    site = a_site()
    ended(site)
    job = a_sync(site)
    begin(job, StepName.PREPARE)
    finish(job, StepName.PREPARE)
    begin(job, StepName.PULL_REMOTE, 1_000, 2_264)
    response = administrator.get(page_of_site(site, act))
    states = {step.label: step.state for step in response.context["panel"].steps}
    assert list(states) == [
        "Prepare",
        "Push V6",
        "Push",
        "Pull central",
        "Pull remote",
        "Pull V6",
        "Integrate",
    ]
    assert (states["Prepare"], states["Pull remote"]) == ("passed", "running")
    assert "1,000 / 2,264" in text_of(response)
    assert '<progress value="1000" max="2264" aria-label="Pull remote">' in str(response.content)


def test_it_shows_an_error_with_its_full_text(administrator: Client) -> None:
    site = a_site()
    job = a_failed_sync(site)
    response = administrator.get(page_of_site(site))
    page = text_of(response)
    for text in ("connection_error", "It cannot connect.", "Look at the address", "10 / 1,024"):
        assert text in page
    assert "ConnectionError { url: http://central, source: tcp connect error }" in page
    assert f'data-copy="#error-text-{job.pk}"' in response.content.decode()


def test_it_says_an_error_once_in_full(administrator: Client) -> None:
    site = a_site()
    job = a_failed_sync(site)
    Site.objects.filter(pk=site.pk).update(
        last_attempt_at=timezone.now(),
        last_failure_code="connection_error",
        last_failure_message="It cannot connect. Look at the address of the central server.",
    )
    page = text_of(administrator.get(page_of_site(site, "sync")))
    assert page.count("It cannot connect.") == page.count("Look at the address") == 1
    assert "Failing Its last sync failed with connection_error; see below." in page
    steps = administrator.get(page_of(job)).context["steps"]
    failed = next(step for step in steps if step.state == "failed")
    assert (failed.message, failed.advice) == ("connection_error; see below.", "")


def test_it_asks_for_news_only_while_a_job_lives(administrator: Client) -> None:
    site, still = a_site(), a_site("Still", "S")
    a_job(site)
    ended(still)
    assert b'hx-trigger="every 2s"' in administrator.get(page_of_site(site, "sync")).content
    response = administrator.get(page_of_site(still, "sync"))
    assert b"hx-trigger" not in response.content
    assert b"<html" not in response.content
    assert "no-store" in response.headers["Cache-Control"]


def test_it_says_what_a_sync_waits_for(administrator: Client) -> None:
    site = a_site()
    job = a_sync(site, JobStatus.EXPECTING, note="It has no URL.")
    for path in (page_of_site(site, "sync"), page_of(job, "live")):
        for minutes in (3, 4):
            seen = timezone.now() - timedelta(minutes=minutes)
            Site.objects.update(usual_interval=timedelta(minutes=5), last_contact_at=seen)
            words = "It has no URL. The site usually calls every 5 minutes, last seen"
            assert f"{words} {minutes} minutes ago." in text_of(administrator.get(path))
    page = text_of(administrator.get(page_of_site(site)))
    assert "Waiting for the site" in page
    assert "the portal no longer waits; the site goes on to sync by itself" in page


@pytest.mark.parametrize(
    ("status", "values", "url", "word", "is_disabled", "is_busy"),
    [
        (JobStatus.QUEUED, {"attempt": 0}, "", "Waiting for a worker…", True, False),
        (JobStatus.QUEUED, {"attempt": 1}, "", "Waiting to try again…", True, False),
        (JobStatus.EXPECTING, {}, "", "Waiting for the site…", True, False),
        (JobStatus.EXPECTING, {}, "http://district.example", "Call again", False, False),
        (JobStatus.RUNNING, {}, "", "Syncing…", True, True),
        (JobStatus.FOLLOWING, {}, "", "Syncing…", True, True),
    ],
)
def test_the_button_says_who_is_at_the_sync(  # noqa: PLR0913 - what is expected, part by part
    administrator: Client,
    status: JobStatus,
    values: dict[str, int],
    url: str,
    word: str,
    *,
    is_disabled: bool,
    is_busy: bool,
) -> None:
    site = a_site()
    Site.objects.filter(pk=site.pk).update(url=url)
    a_sync(site, status, **values)
    page = administrator.get(page_of_site(site)).content.decode()
    busy, disabled = " is-busy" if is_busy else "", " disabled" if is_disabled else ""
    assert f'id="sync-now" class="button{busy}"{disabled}>{word}<' in page


def test_it_calls_the_site_again_for_whose_call_it_waits(administrator: Client) -> None:
    site = a_site()
    Site.objects.filter(pk=site.pk).update(url="http://district.example")
    job = a_sync(site, JobStatus.EXPECTING)
    administrator.post(page_of_site(site, "sync-now"))
    job.refresh_from_db()
    assert (job.status, SyncJob.objects.count()) == (JobStatus.QUEUED, 1)


@pytest.mark.parametrize(
    ("attempt", "words"), [(0, "nothing is done"), (1, "nothing more is done")]
)
def test_it_says_what_cancelling_would_do_before_it_is_done(
    administrator: Client, attempt: int, words: str
) -> None:
    site = a_site()
    a_sync(site, JobStatus.QUEUED, attempt=attempt)
    page = text_of(administrator.get(page_of_site(site)))
    assert f"If you cancel it now, {words}." in page


def test_it_tells_the_three_times_and_the_rhythm(administrator: Client) -> None:
    site, now = a_site(), timezone.now()
    times = {"last_contact_at": 3, "last_attempt_at": 3, "last_success_at": 8}
    Site.objects.filter(pk=site.pk).update(
        **{name: now - timedelta(minutes=minutes) for name, minutes in times.items()},
        last_success_duration=timedelta(seconds=12.5),
        usual_interval=timedelta(minutes=5),
    )
    page = text_of(administrator.get(page_of_site(site))).replace("\xa0", " ")
    assert "OK Its last successful sync was 8 minutes ago." in page
    assert "Last contact 3 minutes ago Last attempt 3 minutes ago" in page
    assert "Last success 8 minutes ago, took 12.5 s Rhythm Usually every 5 minutes" in page


def test_a_success_is_a_contact_that_was_not_kept_yet(administrator: Client) -> None:
    site, now = a_site(), timezone.now()
    earlier, later = now - timedelta(minutes=3), now - timedelta(minutes=2)
    Site.objects.filter(pk=site.pk).update(
        last_contact_at=earlier, last_attempt_at=earlier, last_success_at=later
    )
    page = text_of(administrator.get(page_of_site(site))).replace("\xa0", " ")
    assert "Last contact 2 minutes ago Last attempt 2 minutes ago Last success 2 minutes" in page


def test_it_does_not_call_a_site_well_that_never_synced(administrator: Client) -> None:
    site, now = a_site(), timezone.now()
    Site.objects.filter(pk=site.pk).update(last_contact_at=now, hardware_id_bound_at=now)
    page = text_of(administrator.get(page_of_site(site)))
    assert "OK, no sync yet No sync of it has succeeded yet." in page


def test_it_says_what_it_does_not_know(administrator: Client) -> None:
    page = text_of(administrator.get(page_of_site(a_site())))
    assert "Never seen It has never called this portal." in page
    assert "Last contact Never Last attempt Never Last success Never Rhythm Not known yet" in page
    assert "No sync of this site was recorded yet." in page
    assert "Central records behind It has not asked for central records yet." in page


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("health", "values", "sentence"),
    [
        (Health.DISABLED, {"disabled_reason": "Closed."}, "Closed."),
        (Health.FAILING, {"last_failure_message": "It cannot connect."}, "It cannot connect."),
        (
            Health.FAILING,
            {"last_refusal_code": "site_has_no_store"},
            "Refused: the site has no active store.",
        ),
        (Health.LATE, {}, "No sync of it has succeeded yet; it is late after 24 hours."),
        (
            Health.DOWN,
            {"down_after": timedelta(hours=30), "last_success_at": 40},
            "Its last successful sync was 40 hours ago; it is down after 30 hours.",
        ),
    ],
)
def test_it_says_why_a_site_is_so(health: Health, values: dict[str, object], sentence: str) -> None:
    now = timezone.now()
    hours = values.get("last_success_at")
    if isinstance(hours, int):
        values = values | {"last_success_at": now - timedelta(hours=hours)}
    assert health_sentence(Site(**values), health, now) == sentence


def test_it_leads_to_all_jobs_of_the_site(administrator: Client) -> None:
    site, other = a_site(), a_site("Other", "O")
    mine = [ended(site).pk for _ in range(7)]
    ended(other)
    link = f"/admin/syncjobs/syncjob/?site={site.pk}"
    assert f'href="{link}"' in administrator.get(page_of_site(site)).content.decode()
    listed = administrator.get(link).context["cl"].result_list
    assert [job.pk for job in listed] == mine[::-1]
    assert not administrator.get("/admin/syncjobs/syncjob/?site=4711").context["cl"].result_list


def test_it_costs_the_same_however_much_there_is(administrator: Client) -> None:
    site = a_site()
    a_failed_sync(site)
    for act in ("change", "sync"):
        administrator.get(page_of_site(site, act))
        few = len(queries_of(administrator, page_of_site(site, act)))
        pattern = ended(site)
        many = [
            SyncJob(site=site, kind="sync", status="failed", not_before=pattern.not_before)
            for _ in range(300)
        ]
        SyncJob.objects.bulk_create(many)
        assert len(queries_of(administrator, page_of_site(site, act))) == few
    # What the whole page may cost is asserted with 40,000 sites.
    assert few <= 12


def test_it_escapes_what_sites_said(administrator: Client) -> None:
    evil = "<script>alert(1)</script>"
    site = a_site()
    a_sync(site, JobStatus.FAILED, error_code="x", error_message=evil, error_detail=evil, note=evil)
    a_sync(site, JobStatus.EXPECTING, note=evil)
    for act in ("change", "sync"):
        assert evil not in administrator.get(page_of_site(site, act)).content.decode()


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("site_incorrect_hardware_id", "change/#claims"),
        ("site_has_no_store", "change/#stores-group"),
        ("site_disabled", "enable/"),
    ],
)
def test_it_leads_to_where_an_error_is_mended(
    administrator: Client, viewer: Client, code: str, place: str
) -> None:
    site = a_site()
    job = a_sync(site, JobStatus.FAILED, error_code=code, error_message="Refused.")
    link = f'id="error-link" href="/admin/sites/site/{site.pk}/{place}"'
    for path in (page_of_site(site), page_of(job)):
        assert link in administrator.get(path).content.decode()
        assert link not in viewer.get(path).content.decode()
    assert 'id="stores-group"' in administrator.get(page_of_site(site)).content.decode()


def test_it_shows_viewers_the_same_without_acts(viewer: Client) -> None:
    site = a_site()
    a_failed_sync(site)
    a_sync(site, JobStatus.FOLLOWING)
    page = viewer.get(page_of_site(site)).content.decode()
    assert "Following the site" in page
    for act in ("sync-now", "verify", "initialise", "cancel"):
        assert f"/{act}/" not in page

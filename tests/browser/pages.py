"""The pages that a person of the admin sees, each brought up as they would bring it up."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from sites.models import Site
from syncjobs.choices import STEPS_OF_KIND, JobKind, JobTrigger, Verdict
from syncjobs.models import SyncJob, SyncStep
from tests.browser.demonstration import HOSPITAL, path_of

Opener = Callable[[Page, str], object]


def a_failed_job(site: Site) -> SyncJob:
    """A verification whose third step failed after a warning, and whose others never began."""
    now = timezone.now()
    job = SyncJob.objects.create(
        site=site,
        kind=JobKind.VERIFY,
        trigger=JobTrigger.SCHEDULE,
        status="failed",
        attempt=1,
        not_before=now,
        started_at=now - timedelta(seconds=3),
        finished_at=now,
        error_code="central_refuses_connection",
        error_message="The machine is there, but nothing listens on this port. Check the port.",
    )
    verdicts = (Verdict.PASSED, Verdict.WARNING, Verdict.FAILED)
    for name, verdict in zip(STEPS_OF_KIND[JobKind.VERIFY], verdicts, strict=False):
        SyncStep.objects.create(
            job=job,
            attempt=1,
            name=name,
            verdict=verdict,
            started_at=now,
            finished_at=now,
            message='{"id":"00000000-aaaa-bbbb-cccc-000000000000","siteId":12}' * 3,
            advice="Check the port, and that Open mSupply is running there.",
        )
    return job


def at(path: str) -> Opener:
    """A page that has an address."""
    return lambda page, root: page.goto(root + path)


def at_site(act: str) -> Opener:
    """A page of the hospital."""
    return lambda page, root: page.goto(root + path_of(Site.objects.get(name=HOSPITAL), act))


def at_job(page: Page, root: str) -> None:
    """The page of the failed job."""
    job = SyncJob.objects.get(status="failed")
    page.goto(f"{root}/admin/syncjobs/syncjob/{job.pk}/change/")


def at_store(page: Page, root: str) -> None:
    """The page of a store."""
    site = Site.objects.get(name=HOSPITAL)
    page.goto(f"{root}/admin/sites/store/{site.stores.get().pk}/change/")


def at_password(page: Page, root: str) -> None:
    """The page that shows a new password."""
    at_site("set-password")(page, root)
    page.get_by_role("button", name="Set a new password").click()
    page.locator("#password").wait_for()


def at_errors(page: Page, root: str) -> None:
    """The form of a new site with all its errors."""
    page.goto(f"{root}/admin/sites/site/add/")
    page.locator("#id_url").fill("no-scheme")
    page.locator("#id_stores-0-code").fill("X")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".errornote").wait_for()


PAGES: dict[str, Opener] = {
    "overview": at("/admin/"),
    "sites": at("/admin/sites/site/"),
    "add a site": at("/admin/sites/site/add/"),
    "errors": at_errors,
    "site": at_site("change"),
    "history": at_site("history"),
    "act": at_site("make-central"),
    "delete": at_site("delete"),
    "password": at_password,
    "stores": at("/admin/sites/store/"),
    "store": at_store,
    "jobs": at("/admin/syncjobs/syncjob/"),
    "job": at_job,
    "people": at("/admin/auth/user/"),
}

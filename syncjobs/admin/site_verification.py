"""Verifying sites from their page and from the list of sites."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from sites.admin.before_saving import VERIFY
from sites.admin.form_to_return_to import CHOICE
from sites.counted import counted
from sites.ids import read_id
from sites.impact.impact import Impact
from sites.impact.proposal import Proposal
from sites.models import Site
from syncjobs.admin.job_admin import acting_person, job_page, may_act
from syncjobs.admin.site_records import SiteWithRecordsAdmin
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.errors import JobStateError
from syncjobs.jobs.asking import ask_for_verification
from syncjobs.jobs.due_verifications import queue_due_verification
from syncjobs.jobs.scheduling import queue_job, queue_jobs
from syncjobs.models import SyncJob


class VerifiableSiteAdmin(SiteWithRecordsAdmin):
    """Sites with the act *Verify*."""

    actions: tuple[str, ...] = ("verify_sites", "export_sites")

    def get_urls(self) -> list[URLPattern]:
        """The act's address."""
        verify = self.admin_site.admin_view(require_POST(self.verify_view))
        return [path("<int:site_id>/verify/", verify, name="site-verify"), *super().get_urls()]

    def verify_view(self, request: HttpRequest, site_id: int) -> HttpResponse:
        """Queues a verification and goes to its page, where its steps move."""
        person = acting_person(request)
        job = ask_for_verification(get_object_or_404(Site, pk=site_id), person)
        return job_page(job.pk)

    def verification(
        self, request: HttpRequest, site_id: str | None, proposal: Proposal | None, impact: Impact
    ) -> dict[str, Any]:
        """Queues the verification of a central URL that is not saved, or shows how it goes.

        Nothing for a new site: a job is always one of a registered site.
        """
        central = proposal.central if proposal is not None else None
        if central is None or site_id is None:
            return {}
        if not impact.has_new_central_url or not may_act(request):
            return {}
        job = self.job_of_candidate(request, int(site_id), central.url)
        jobs: Any = self.admin_site.get_model_admin(SyncJob)
        return jobs.job_context(request, job) if job is not None else {}

    def offers_verification(self, request: HttpRequest) -> bool:
        """Whether this person may queue verifications."""
        return may_act(request)

    def job_of_candidate(self, request: HttpRequest, site_id: int, url: str) -> SyncJob | None:
        """The verification of this URL that is asked for now, or that the page has shown."""
        if request.POST.get(CHOICE) == VERIFY:
            person, administrator = acting_person(request), JobTrigger.ADMINISTRATOR
            try:
                return queue_job(site_id, JobKind.VERIFY_FIRST, administrator, person, url)
            except JobStateError as error:
                self.message_user(request, str(error), messages.ERROR)
        shown = read_id(request.POST.get("verification", ""))
        jobs = SyncJob.objects.filter(site=site_id, kind=JobKind.VERIFY_FIRST, candidate_url=url)
        return jobs.filter(pk=shown).first()

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:  # noqa: FBT001
        """Verifies the central server at once when its tick or URL changed."""
        super().save_model(request, obj, form, change)
        self.verify_when_due(request)

    def after_act(
        self, request: HttpRequest, site: Site, message: str, password: str
    ) -> HttpResponse:
        """Verifies the central server at once when the act changed it."""
        self.verify_when_due(request)
        return super().after_act(request, site, message, password)

    def verify_when_due(self, request: HttpRequest) -> None:
        """The schedule would find it too; the administrator need not wait for its tick."""
        job = queue_due_verification()
        if job is not None:
            self.message_user(
                request, f"A verification of {job.site.name} was queued.", messages.INFO
            )

    @admin.action(description="Verify the selected sites", permissions=["verify"])
    def verify_sites(self, request: HttpRequest, queryset: QuerySet[Site]) -> None:
        """Queues a verification for each of the sites."""
        ids = list(queryset.order_by().values_list("pk", flat=True))
        person = acting_person(request)
        count = queue_jobs(ids, JobKind.VERIFY, JobTrigger.ADMINISTRATOR, person)
        queued = counted(count, "verification was", "verifications were")
        busy = f" {len(ids) - count} of the sites have one already." if count < len(ids) else ""
        self.message_user(request, f"{queued} queued; see the list of jobs.{busy}")

    def has_verify_permission(self, request: HttpRequest) -> bool:
        """Whether this person may queue verifications."""
        return may_act(request)

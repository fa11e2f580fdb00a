"""Jobs in the admin: a list to look through, and a page whose stepper moves by itself."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sites.admin.site_display import badge
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.admin.stepper import seconds_text, stepper
from syncjobs.choices import JobStatus
from syncjobs.errors import JobStateError
from syncjobs.jobs.scheduling import cancel_job, retry_job
from syncjobs.models import SyncJob

STATUS_BADGES = {
    JobStatus.QUEUED: "calm",
    JobStatus.RUNNING: "busy",
    JobStatus.SUCCEEDED: "good",
    JobStatus.FAILED: "bad",
    JobStatus.CANCELLED: "calm",
}


class ErrorCodeFilter(admin.SimpleListFilter):
    """By the code of the error with which the job ended."""

    title = "error"
    parameter_name = "error_code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The codes in use; they are few, because the portal gives them."""
        with_error = SyncJob.objects.order_by("error_code").exclude(error_code="")
        codes = with_error.values_list("error_code", flat=True).distinct()
        return [(code, code) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SyncJob]) -> QuerySet[SyncJob]:  # noqa: ARG002
        """The jobs with the chosen code."""
        return queryset.filter(error_code=self.value()) if self.value() else queryset


class SyncJobAdmin(ReadOnlyAdmin[SyncJob]):
    """The list of jobs and the page of one. Acts queue jobs; the schedule deletes old ones."""

    list_display = (
        "show_job",
        "site",
        "show_status",
        "trigger",
        "attempt",
        "show_created",
        "show_duration",
        "show_error",
    )
    list_filter = ("status", "kind", "trigger", ErrorCodeFilter)
    list_select_related = ("site", "requested_by")
    search_fields = ("site__name", "site__code", "error_code")
    search_help_text = "Name or code of a site, or an error code"
    date_hierarchy = None
    ordering = ("-id",)
    change_form_template = "admin/syncjobs/syncjob/job.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncJob]:
        """Jobs with their sites, in one query."""
        return super().get_queryset(request).select_related("site", "requested_by")

    def get_urls(self) -> list[URLPattern]:
        """The live fragment and the two acts."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:job_id>/live/", wrap(never_cache(self.live_view)), name="job-live"),
            path("<int:job_id>/retry/", wrap(require_POST(self.retry_view)), name="job-retry"),
            path("<int:job_id>/cancel/", wrap(require_POST(self.cancel_view)), name="job-cancel"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a job."""
        job = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(self.job_context(request, job) if job else {})}
        return super().change_view(request, object_id, form_url, context)

    def live_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """The part of the page that moves."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = self.get_object(request, str(job_id))
        if job is None:
            raise Http404
        context = self.job_context(request, job)
        return TemplateResponse(request, "admin/syncjobs/syncjob/live.html", context)

    def retry_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """Queues the work again and goes to the new job."""
        person = acting_person(request)
        get_object_or_404(SyncJob, pk=job_id)
        try:
            job = retry_job(job_id, person)
        except JobStateError as error:
            self.message_user(request, str(error), messages.ERROR)
            return job_page(job_id)
        return job_page(job.pk)

    def cancel_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """Cancels the job, at once or at its next step."""
        acting_person(request)
        get_object_or_404(SyncJob, pk=job_id)
        try:
            status = cancel_job(job_id)
        except JobStateError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            stops = "is cancelled" if status == JobStatus.CANCELLED else "stops at its next step"
            self.message_user(request, f"The job {stops}.", messages.SUCCESS)
        return job_page(job_id)

    def job_context(self, request: HttpRequest, job: SyncJob) -> dict[str, Any]:
        """What the page and its live part show of a job."""
        return {
            "job": job,
            "steps": stepper(job),
            "status_badge": self.show_status(job),
            "duration": seconds_text(job.duration),
            "may_act": may_act(request),
        }

    @admin.display(description="job")
    def show_job(self, job: SyncJob) -> str:
        """What it is; the link to its page."""
        return f"{job.get_kind_display()} #{job.pk}"

    @admin.display(description="status", ordering="status")
    def show_status(self, job: SyncJob) -> SafeString:
        """The status as a coloured word."""
        if job.waits_to_try_again:
            return badge("warn", "Will try again", job.error_message)
        return badge(STATUS_BADGES[JobStatus(job.status)], job.get_status_display())

    @admin.display(description="asked for at", ordering="id")
    def show_created(self, job: SyncJob) -> str:
        """When it was queued, to the second."""
        return f"{timezone.localtime(job.created_at):%d %b %Y %H:%M:%S}"

    @admin.display(description="duration")
    def show_duration(self, job: SyncJob) -> str:
        """How long the last try took."""
        return seconds_text(job.duration)

    @admin.display(description="error", ordering="error_code")
    def show_error(self, job: SyncJob) -> SafeString | str:
        """The error code, with its sentence as title."""
        return badge("bad", job.error_code, job.error_message) if job.error_code else ""


def may_act(request: HttpRequest) -> bool:
    """Whether this person may queue, retry and cancel jobs."""
    return request.user.has_perms(["syncjobs.add_syncjob", "syncjobs.change_syncjob"])


def acting_person(request: HttpRequest) -> User:
    """Who acts. Raises PermissionDenied for people who may only look."""
    if not isinstance(request.user, User) or not may_act(request):
        raise PermissionDenied
    return request.user


def job_page(job_id: int) -> HttpResponse:
    """Goes to the page of a job."""
    return HttpResponseRedirect(reverse("admin:syncjobs_syncjob_change", args=[job_id]))

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

from sites.counted import counted
from syncjobs.admin.bounded_count import BoundedPaginator
from syncjobs.admin.error_links import error_link
from syncjobs.admin.job_filters import ErrorCodeFilter, OneSiteFilter
from syncjobs.admin.job_log import log_of
from syncjobs.admin.job_words import (
    asker,
    cancel_consequence,
    cancelled_sentence,
    code_badge,
    silence,
    status_badge,
    took,
    waits_for,
)
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.admin.stepper import seconds_text, stepper
from syncjobs.errors import JobStateError
from syncjobs.jobs.scheduling import cancel_job, retry_job
from syncjobs.jobs.selected_jobs import cancel_jobs, retry_failed
from syncjobs.models import SyncJob

# As many jobs an act of the list takes at once; it counts no more of them either.
MOST_SELECTED = BoundedPaginator.most


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
    list_filter = ("status", "kind", "trigger", ErrorCodeFilter, OneSiteFilter)
    list_select_related = ("site", "requested_by")
    search_fields = ("site__name", "site__code", "error_code")
    search_help_text = "Name or code of a site, or an error code"
    date_hierarchy = None
    ordering = ("-id",)
    paginator = BoundedPaginator
    actions = ("run_failed_again", "cancel_selected")
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
        job = get_object_or_404(SyncJob, pk=job_id)
        try:
            status = cancel_job(job_id)
        except JobStateError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, cancelled_sentence(job, status), messages.SUCCESS)
        return job_page(job_id)

    @admin.action(description="Run again the selected jobs that failed", permissions=["act"])
    def run_failed_again(self, request: HttpRequest, queryset: QuerySet[SyncJob]) -> None:
        """Queues the work of the failed ones again, for each site once."""
        person = acting_person(request)
        ids = list(queryset.order_by("-id").values_list("pk", flat=True)[:MOST_SELECTED])
        count = retry_failed(ids, person)
        queued = counted(count, "job was", "jobs were")
        others = " The others have not failed, or went well since." if count < len(ids) else ""
        self.message_user(request, f"{queued} queued.{others}")

    @admin.action(description="Cancel the selected jobs", permissions=["act"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[SyncJob]) -> None:
        """Cancels those that have not ended."""
        acting_person(request)
        ids = list(queryset.order_by("-id").values_list("pk", flat=True)[:MOST_SELECTED])
        count = cancel_jobs(ids)
        cancelled = counted(count, "job is", "jobs are")
        self.message_user(
            request,
            f"{cancelled} cancelled, those that run at their next step. Syncs that sites have"
            " begun go on there.",
        )

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whether this person may run jobs again and cancel them."""
        return may_act(request)

    def job_context(self, request: HttpRequest, job: SyncJob) -> dict[str, Any]:
        """What the page and its live part show of a job."""
        return {
            "job": job,
            "steps": stepper(job, job.site),
            "status_badge": status_badge(job),
            "asker": asker(job),
            "waits_for": waits_for(job, job.site),
            "error_link": error_link(job),
            "took": took(job),
            "silence": silence(job),
            "log": log_of(job),
            "cancel_consequence": cancel_consequence(job),
            "may_act": may_act(request),
        }

    @admin.display(description="job")
    def show_job(self, job: SyncJob) -> str:
        """What it is; the link to its page."""
        return f"{job.get_kind_display()} #{job.pk}"

    @admin.display(description="status", ordering="status")
    def show_status(self, job: SyncJob) -> SafeString:
        """The status as a coloured word."""
        return status_badge(job)

    @admin.display(description="asked for at", ordering="id")
    def show_created(self, job: SyncJob) -> str:
        """When it was queued, to the second."""
        return f"{timezone.localtime(job.created_at):%d %b %Y %H:%M:%S}"

    @admin.display(description="duration", empty_value="")
    def show_duration(self, job: SyncJob) -> str:
        """How long the last try took."""
        return seconds_text(job.duration)

    @admin.display(description="error", ordering="error_code", empty_value="")
    def show_error(self, job: SyncJob) -> SafeString | str:
        """The error code, with its sentence as title."""
        return code_badge(job) if job.error_code else ""


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

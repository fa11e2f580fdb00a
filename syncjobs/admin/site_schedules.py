"""The schedules of sites, on the page of one and for a selection in the list."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from sites.admin.site_pages import site_page
from sites.counted import counted
from sites.models import Site
from syncjobs.admin.read_only import Act
from syncjobs.admin.schedule_forms import ScheduleForm, ScheduleKindForm, WhyForm, as_typed
from syncjobs.admin.schedule_words import clock_of, every_text, hours_text, next_text
from syncjobs.admin.selection import ids_of, kept_selection
from syncjobs.choices import ScheduledKind
from syncjobs.models import Schedule
from syncjobs.schedules.setting import remove_schedules, set_schedule

SET = Act("Set a schedule", is_grave=False)
REMOVE = Act("Remove a schedule", is_grave=False)
REPLACES = "It takes the place of a schedule for the same job."
WITHOUT_URL = "A sync of a site that has no URL waits for the site's next call, then follows it."


class SiteSchedules(admin.ModelAdmin[Site]):
    """Adds the schedules to the admin of sites; `schedule_actions` belong to its actions."""

    schedule_actions = ("set_schedules", "remove_schedules")

    def get_urls(self) -> list[URLPattern]:
        """The pages of one site's schedules."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:site_id>/schedule/", wrap(self.schedule_view), name="site-schedule"),
            path(
                "<int:site_id>/schedule/<str:kind>/remove/",
                wrap(self.remove_schedule_view),
                name="site-schedule-remove",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The site's page with its schedules."""
        site = self.get_object(request, object_id)
        context = {
            **(extra_context or {}),
            "schedules": _shown(site) if site else [],
            "may_schedule": self.has_schedule_permission(request),
        }
        return super().change_view(request, object_id, form_url, context)

    def schedule_view(self, request: HttpRequest, site_id: int) -> HttpResponse:
        """Asks for a schedule of one site, and sets it."""
        site = self.site_to_schedule(request, site_id)
        present = Schedule.objects.filter(site=site, kind=request.GET.get("kind", "")).first()
        initial = as_typed(present) if present else {}
        form = ScheduleForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            set_schedule([site.pk], **form.values)
            self.message_user(request, f"{_named(form.values)} is set.", messages.SUCCESS)
            return site_page(site)
        consequence = (
            f"The job is queued for {site.name} again and again, within these hours of its time"
            f" zone ({clock_of(site, timezone.now())}). {REPLACES} {WITHOUT_URL}"
        )
        return self.schedule_page(request, SET, consequence, form, site)

    def remove_schedule_view(self, request: HttpRequest, site_id: int, kind: str) -> HttpResponse:
        """Asks, and removes a schedule of one site."""
        site = self.site_to_schedule(request, site_id)
        if kind not in ScheduledKind:
            raise Http404
        form = WhyForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            remove_schedules([site.pk], ScheduledKind(kind), reason=form.cleaned_data["reason"])
            self.message_user(request, "The schedule is removed.", messages.SUCCESS)
            return site_page(site)
        label = ScheduledKind(kind).label
        consequence = f"“{label}” is not queued by itself for {site.name} any more."
        return self.schedule_page(request, REMOVE, consequence, form, site)

    @admin.action(description="Set a schedule…", permissions=["schedule"])
    def set_schedules(self, request: HttpRequest, queryset: QuerySet[Site]) -> HttpResponse | None:
        """Asks for a schedule of the sites, and sets it."""
        form = ScheduleForm(request.POST if "every" in request.POST else None)
        if not form.is_valid():
            consequence = (
                f"The job is queued again and again for {counted(queryset.count(), 'site')}, within"
                f" these hours of each site's own time zone, spread over the interval. {REPLACES}"
                f" {WITHOUT_URL}"
            )
            return self.schedule_page(request, SET, consequence, form)
        count = set_schedule(ids_of(queryset), **form.values)
        said = f"{_named(form.values)} is set for {counted(count, 'site')}."
        self.message_user(request, said, messages.SUCCESS)
        return None

    @admin.action(description="Remove a schedule…", permissions=["schedule"])
    def remove_schedules(
        self, request: HttpRequest, queryset: QuerySet[Site]
    ) -> HttpResponse | None:
        """Asks which schedule of the sites, and removes it."""
        form = ScheduleKindForm(request.POST if "kind" in request.POST else None)
        if not form.is_valid():
            sites = counted(queryset.count(), "site")
            consequence = f"The job is not queued by itself any more for {sites}."
            return self.schedule_page(request, REMOVE, consequence, form)
        kind, reason = ScheduledKind(form.cleaned_data["kind"]), form.cleaned_data["reason"]
        count = remove_schedules(ids_of(queryset), kind, reason=reason)
        said = f"{counted(count, 'schedule')} removed."
        self.message_user(request, said, messages.SUCCESS)
        return None

    def has_schedule_permission(self, request: HttpRequest) -> bool:
        """Whether this person may set and remove schedules."""
        return request.user.has_perm("syncjobs.change_schedule")

    def site_to_schedule(self, request: HttpRequest, site_id: int) -> Site:
        """The site. Raises PermissionDenied for people who may only look, and Http404."""
        if not self.has_schedule_permission(request):
            raise PermissionDenied
        return get_object_or_404(Site, pk=site_id)

    def schedule_page(
        self,
        request: HttpRequest,
        act: Act,
        consequence: str,
        form: forms.Form,
        site: Site | None = None,
    ) -> HttpResponse:
        """The page that asks; for a selection it keeps what was selected."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "subtitle": site.name if site else None,
            "original": site,
            "act": act,
            "consequence": consequence,
            "form": form,
            **({} if site else kept_selection(request)),
        }
        return TemplateResponse(request, "admin/act.html", context)


def _shown(site: Site) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.kind,
            "label": row.get_kind_display(),
            "every": every_text(row.every_minutes),
            "hours": hours_text(row),
            "next": next_text(row),
        }
        for row in Schedule.objects.filter(site=site).select_related("site")
    ]


def _named(values: dict[str, Any]) -> str:
    return f"“{values['kind'].label}” {every_text(values['every_minutes'])}"

"""The list of all schedules."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from syncjobs.admin.links import link_to
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.admin.schedule_words import every_text, hours_text, next_text
from syncjobs.models import Schedule

HORIZONS = {"now": timedelta(0), "hour": timedelta(hours=1), "day": timedelta(days=1)}


class DueFilter(admin.SimpleListFilter):
    """By when the schedule is due."""

    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The nearest first."""
        return [("now", "Now"), ("hour", "Within an hour"), ("day", "Within a day")]

    def queryset(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Schedule],
    ) -> QuerySet[Schedule]:
        """The schedules that are due by then; those of disabled sites never are."""
        horizon = HORIZONS.get(self.value() or "")
        if horizon is None:
            return queryset
        due = queryset.filter(next_at__lte=timezone.now() + horizon)
        return due.filter(site__disabled_at__isnull=True)


class ScheduleAdmin(ReadOnlyAdmin[Schedule]):
    """Schedules to look through; they are set on the page of a site, and in the list of sites."""

    list_display = ("show_site", "kind", "show_every", "show_hours", "show_next")
    list_display_links = None
    list_filter = ("kind", DueFilter)
    list_select_related = ("site",)
    search_fields = ("site__name", "site__code")
    search_help_text = "Name or code of a site"
    ordering = ("next_at", "pk")
    fields = ("show_site", "kind", "show_every", "show_hours", "show_next")
    readonly_fields = ("show_site", "show_every", "show_hours", "show_next")

    def history_view(
        self,
        request: HttpRequest,  # noqa: ARG002
        object_id: str,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """What is kept of the schedule."""
        return redirect(f"{reverse('admin:history')}?{urlencode({'of': f'schedule:{object_id}'})}")

    @admin.display(description="site", ordering="site__name_key")
    def show_site(self, schedule: Schedule) -> SafeString:
        """The site, where the schedule is changed."""
        return link_to(schedule.site)

    @admin.display(description="how often", ordering="every_minutes")
    def show_every(self, schedule: Schedule) -> str:
        """The interval."""
        return capfirst(every_text(schedule.every_minutes))

    @admin.display(description="hours")
    def show_hours(self, schedule: Schedule) -> str:
        """The hours of the day."""
        return capfirst(hours_text(schedule))

    @admin.display(description="next", ordering="next_at")
    def show_next(self, schedule: Schedule) -> SafeString | str:
        """When it is due next."""
        return next_text(schedule)

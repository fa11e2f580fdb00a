"""Filters of the list of sites."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sites.health import Health
from sites.models import Site

MOST_VERSIONS = 40


class HealthFilter(admin.SimpleListFilter):
    """By the health of the site; the list's rows have it (`with_health`)."""

    title = "health"
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The states."""
        return [(health.value, health.label) for health in Health]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites in the chosen state."""
        chosen = self.value()
        if chosen not in Health:
            return queryset
        return queryset.filter(Q(health=chosen))


class LastContactFilter(admin.SimpleListFilter):
    """By when the site called last, whatever came of it; how well it is says its health."""

    title = "last contact"
    parameter_name = "contact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The choices, the latest first."""
        return [
            ("hour", "Within the last hour"),
            ("day", "Within the last day"),
            ("older", "More than a day ago"),
            ("never", "Never seen"),
            ("refused", "Refused since"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites that fit the choice."""
        now = timezone.now()
        match self.value():
            case "hour":
                return queryset.filter(last_contact_at__gte=now - timedelta(hours=1))
            case "day":
                return queryset.filter(last_contact_at__gte=now - timedelta(days=1))
            case "older":
                return queryset.filter(last_contact_at__lt=now - timedelta(days=1))
            case "never":
                return queryset.filter(last_contact_at__isnull=True)
            case "refused":
                return queryset.exclude(last_refusal_code="")
        return queryset


class LastSuccessFilter(admin.SimpleListFilter):
    """By when a sync of the site last succeeded."""

    title = "last success"
    parameter_name = "success"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The choices, the latest first."""
        return [
            ("day", "Within the last day"),
            ("older", "More than a day ago"),
            ("never", "Never"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites that fit the choice."""
        a_day_ago = timezone.now() - timedelta(days=1)
        match self.value():
            case "day":
                return queryset.filter(last_success_at__gte=a_day_ago)
            case "older":
                return queryset.filter(last_success_at__lt=a_day_ago)
            case "never":
                return queryset.filter(last_success_at__isnull=True)
        return queryset


class YesNoFilter(admin.SimpleListFilter):
    """A question about the site with two answers; subclasses name it and split the sites."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Yes and no."""
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites that fit the choice."""
        if self.value() not in {"yes", "no"}:
            return queryset
        return self.split(queryset, is_yes=self.value() == "yes")

    def split(self, queryset: QuerySet[Site], *, is_yes: bool) -> QuerySet[Site]:
        """The sites for which the answer is yes, or those for which it is no."""
        raise NotImplementedError


class HardwareBoundFilter(YesNoFilter):
    """By whether a machine is bound to the site."""

    title = "hardware ID bound"
    parameter_name = "bound"

    def split(self, queryset: QuerySet[Site], *, is_yes: bool) -> QuerySet[Site]:
        """Bound sites, or unbound ones."""
        return queryset.exclude(hardware_id="") if is_yes else queryset.filter(hardware_id="")


class DisabledFilter(YesNoFilter):
    """By whether the site is disabled."""

    title = "disabled"
    parameter_name = "disabled"

    def split(self, queryset: QuerySet[Site], *, is_yes: bool) -> QuerySet[Site]:
        """Disabled sites, or enabled ones."""
        return queryset.filter(disabled_at__isnull=not is_yes)


class AppVersionFilter(admin.SimpleListFilter):
    """By the version of Open mSupply that the site last told."""

    title = "app version"
    parameter_name = "version"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The versions in use; there are few, however many sites there are."""
        versions = (
            Site.objects.exclude(app_version="")
            .order_by("app_version")
            .values_list("app_version", flat=True)
            .distinct()
        )
        return [(version, version) for version in versions[:MOST_VERSIONS]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites of the chosen version."""
        return queryset.filter(app_version=self.value()) if self.value() else queryset

"""Filters of the list of jobs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from sites.ids import read_id
from sites.models import Site
from syncjobs.models import SyncJob

Jobs = QuerySet[SyncJob]
LOOKED_THROUGH = 10_000


class ErrorCodeFilter(admin.SimpleListFilter):
    """By the code of the error with which the job ended."""

    title = "error"
    parameter_name = "error_code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The codes of the newest jobs with an error; a job of long ago is found by its code."""
        newest = SyncJob.objects.exclude(error_code="").order_by("-id").values("pk")
        recent = SyncJob.objects.filter(pk__in=newest[:LOOKED_THROUGH])
        codes = recent.order_by("error_code").values_list("error_code", flat=True).distinct()
        return [(code, code) for code in codes]

    def queryset(self, request: HttpRequest, queryset: Jobs) -> Jobs:  # noqa: ARG002
        """The jobs with the chosen code."""
        return queryset.filter(error_code=self.value()) if self.value() else queryset


class OneSiteFilter(admin.SimpleListFilter):
    """To one site, as the links from its page do; it is not offered as a choice."""

    title = "site"
    parameter_name = "site"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The site that is asked for, and no other."""
        site_id = self.site_id()
        if site_id is None:
            return []
        name = Site.objects.filter(pk=site_id).values_list("name", flat=True).first()
        return [(str(site_id), name or f"Site {site_id}")]

    def queryset(self, request: HttpRequest, queryset: Jobs) -> Jobs:  # noqa: ARG002
        """The jobs of that site."""
        return queryset.filter(site=self.site_id()) if self.site_id() is not None else queryset

    def site_id(self) -> int | None:
        """The number that is asked for; 0 for what is none."""
        asked = self.used_parameters.get(self.parameter_name)
        if asked is None:
            return None
        return read_id(str(asked))

"""Filters of the list of jobs."""

from typing import Any

from django_filters import rest_framework as filters

from syncjobs.choices import LIVE_STATUSES, JobKind, JobStatus, JobTrigger
from syncjobs.rest.filter_fields import IdOf, Moment, Words, YesNo


class JobFilters(filters.FilterSet):
    """By site, by what a job does and by where it stands."""

    site_id = IdOf(label="The site.")
    kind = filters.ChoiceFilter(choices=JobKind.choices)
    status = filters.ChoiceFilter(choices=JobStatus.choices)
    trigger = filters.ChoiceFilter(choices=JobTrigger.choices)
    error_code = Words(label="The code of the error with which it ended.")
    live = YesNo(field_name="status", method="filter_live", label="Whether it waits or runs.")
    created_after = Moment(field_name="created_at", lookup_expr="gte")
    created_before = Moment(field_name="created_at", lookup_expr="lt")

    def filter_live(self, jobs: Any, name: str, value: bool) -> Any:  # noqa: ARG002, FBT001
        """The jobs that wait or run, or those that have ended."""
        return jobs.filter(status__in=LIVE_STATUSES) if value else jobs.ended()

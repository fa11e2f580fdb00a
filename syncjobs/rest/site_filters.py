"""Filters of the list of sites."""

from typing import Any

from django.db.models import Q
from django_filters import rest_framework as filters

from sites.health import Health, with_health
from sites.models import Site
from syncjobs.rest.filter_fields import Moment, Search, Whole


class SiteFilters(filters.FilterSet):
    """By how a site is, what it is and when it called."""

    search = Search(label="Text that the name or the code contains.")
    code = filters.CharFilter(label="The code.")
    health = filters.ChoiceFilter(
        choices=Health.choices, method="filter_health", label="One word for how it is."
    )
    is_open_msupply_central = filters.BooleanFilter(label="Whether it is the central server.")
    disabled = filters.BooleanFilter(
        field_name="disabled_at", lookup_expr="isnull", exclude=True, label="Whether it is off."
    )
    hardware_bound = filters.BooleanFilter(
        field_name="hardware_id", method="filter_bound", label="Whether a machine is bound."
    )
    initialisation_status = filters.ChoiceFilter(
        choices=Site._meta.get_field("initialisation_status").choices
    )
    app_version = filters.CharFilter(label="The version of Open mSupply that it last told.")
    last_contact_after = Moment(field_name="last_contact_at", lookup_expr="gte")
    last_contact_before = Moment(field_name="last_contact_at", lookup_expr="lt")
    last_success_after = Moment(field_name="last_success_at", lookup_expr="gte")
    last_success_before = Moment(field_name="last_success_at", lookup_expr="lt")

    class Meta:
        model = Site
        fields: tuple[str, ...] = ()

    def filter_health(self, sites: Any, name: str, value: str) -> Any:  # noqa: ARG002
        """The sites in this state."""
        return with_health(sites).filter(Q(health=value))

    def filter_bound(self, sites: Any, name: str, value: bool) -> Any:  # noqa: ARG002, FBT001
        """The sites with a bound machine, or those without."""
        return sites.exclude(hardware_id="") if value else sites.filter(hardware_id="")

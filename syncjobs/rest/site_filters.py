"""Filters of the list of sites."""

from typing import Any

from django.db.models import Q
from django_filters import rest_framework as filters

from sites.choices import InitialisationStatus
from sites.errors import RegisterError
from sites.health import Health, with_health
from sites.labels.groups import sites_with
from sites.labels.names import read_labels
from sites.labels.register import labels_by_key
from sites.models import PendingClaim
from syncjobs.exchange.errors import QueryError
from syncjobs.rest.filter_fields import Moment, Search, Words, YesNo


class SiteFilters(filters.FilterSet):
    """By how a site is, what it is and when it called."""

    search = Search(("name", "code"), label="A text in the name or the code.")
    code = Words(label="The code.")
    label = Words(
        method="filter_label",
        label="A label, or several with commas: any of a group, and of each group that is named.",
    )
    health = filters.ChoiceFilter(
        choices=Health.choices, method="filter_health", label="One word for how it is."
    )
    is_open_msupply_central = YesNo(label="Whether it is the Open mSupply central server.")
    disabled = YesNo(
        field_name="disabled_at", lookup_expr="isnull", exclude=True, label="Whether it is off."
    )
    hardware_bound = YesNo(
        field_name="hardware_id", exclude=True, method="filter_bound", label="Whether it is bound."
    )
    device_waits = YesNo(
        field_name="pending_claims",
        method="filter_device",
        label="Whether another device than the bound one waits for a decision.",
    )
    initialisation_status = filters.ChoiceFilter(choices=InitialisationStatus.choices)
    app_version = Words(label="The version of Open mSupply that it last told.")
    last_contact_after = Moment(field_name="last_contact_at", lookup_expr="gte")
    last_contact_before = Moment(field_name="last_contact_at", lookup_expr="lt")
    last_success_after = Moment(field_name="last_success_at", lookup_expr="gte")
    last_success_before = Moment(field_name="last_success_at", lookup_expr="lt")

    def filter_label(self, sites: Any, name: str, value: str) -> Any:  # noqa: ARG002
        """The sites with these labels; none where one of them is not known."""
        try:
            names = read_labels(value)
        except RegisterError as error:
            raise QueryError(error.text, error.advice) from error
        if not names:
            raise QueryError("No label is named.", "Name one, or leave the parameter out.")
        known = labels_by_key(names)
        if len(known) < len(names):
            return sites.none()
        return sites_with(sites, list(known.values()))

    def filter_health(self, sites: Any, name: str, value: str) -> Any:  # noqa: ARG002
        """The sites in this state."""
        return with_health(sites).filter(Q(health=value))

    def filter_bound(self, sites: Any, name: str, value: bool) -> Any:  # noqa: ARG002, FBT001
        """The sites with a bound machine, or those without."""
        return sites.exclude(hardware_id="") if value else sites.filter(hardware_id="")

    def filter_device(self, sites: Any, name: str, value: bool) -> Any:  # noqa: ARG002, FBT001
        """The sites for which another device waits, or those for which none does."""
        claimed = PendingClaim.objects.order_by().values("site_id")
        return sites.filter(pk__in=claimed) if value else sites.exclude(pk__in=claimed)

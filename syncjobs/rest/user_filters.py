"""Filters of the list of users of sites."""

from typing import Any

from django_filters import rest_framework as filters

from sites.models import StoreAccess
from syncjobs.rest.filter_fields import Moment, Search, Words, YesNo

COLUMNS = ("name", "first_name", "last_name", "job_title", "email", "phone")


class UserFilters(filters.FilterSet):
    """By who a user is, and in which store and role."""

    search = Search(COLUMNS, label="A text in the user name, full name, job title, e-mail, phone.")
    is_active = YesNo(label="Whether the user may log in at all.")
    has_password = YesNo(
        field_name="password_hash", method="filter_password", label="Whether there is a password."
    )
    store_code = Words(
        field_name="store__code__iexact", method="filter_access", label="The code of a store."
    )
    role = Words(
        field_name="roles__name__iexact", method="filter_access", label="The name of a role."
    )
    last_login_after = Moment(field_name="last_login_at", lookup_expr="gte")
    last_login_before = Moment(field_name="last_login_at", lookup_expr="lt")

    def filter_password(self, users: Any, name: str, value: bool) -> Any:  # noqa: ARG002, FBT001
        """The users with a password, or those without."""
        return users.exclude(password_hash="") if value else users.filter(password_hash="")

    def filter_access(self, users: Any, name: str, value: str) -> Any:
        """The users with such a store or role."""
        accesses = StoreAccess.objects.order_by().filter(**{name: value})
        return users.filter(pk__in=accesses.values("user"))

"""Filters of the list of users of sites."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sites.models import Role, SiteUser, Store, StoreAccess

MOST_STORES: Final = 20
LONG_AGO: Final = timedelta(days=90)


class StoreFilter(admin.SimpleListFilter):
    """By a store: among few they are offered; among many one comes here from the store's page."""

    title = "store"
    parameter_name = "store"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The stores if they are few, and the chosen one in any case."""
        stores = list(Store.objects.order_by("code").values_list("pk", "code")[: MOST_STORES + 1])
        offered = stores if len(stores) <= MOST_STORES else []
        chosen = self.used_parameters.get(self.parameter_name, "")
        if chosen not in dict(offered) and "\0" not in chosen:
            offered += Store.objects.filter(pk=chosen).values_list("pk", "code")
        return [("none", "In no store"), *offered]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> QuerySet[SiteUser]:  # noqa: ARG002
        """The users of the chosen store."""
        accesses, chosen = StoreAccess.objects.order_by(), self.value()
        if chosen == "none":
            return queryset.exclude(pk__in=accesses.values("user"))
        if chosen not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(pk__in=accesses.filter(store=chosen).values("user"))


class RoleFilter(admin.SimpleListFilter):
    """By a role that the user holds in some store."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The roles; there are few, however many users there are."""
        roles = Role.objects.order_by("name").values_list("pk", "name")
        return [("none", "No role"), *((str(pk), name) for pk, name in roles)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> QuerySet[SiteUser]:  # noqa: ARG002
        """The holders of the chosen role."""
        accesses, chosen = StoreAccess.objects.order_by(), self.value()
        if chosen == "none":
            with_role = accesses.filter(roles__isnull=False)
            return queryset.exclude(pk__in=with_role.values("user"))
        if chosen not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(pk__in=accesses.filter(roles__in=[chosen]).values("user"))


class LoginFilter(admin.SimpleListFilter):
    """By when the user last logged in, and by who cannot for want of a password."""

    title = "last login"
    parameter_name = "login"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The choices."""
        return [
            ("password", "Has no password yet"),
            ("never", "Never"),
            ("older", f"More than {LONG_AGO.days} days ago"),
            ("recent", f"Within {LONG_AGO.days} days"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SiteUser]) -> QuerySet[SiteUser]:  # noqa: ARG002
        """The users that fit the choice."""
        limit = timezone.now() - LONG_AGO
        match self.value():
            case "password":
                return queryset.filter(password_hash="")
            case "never":
                return queryset.filter(last_login_at__isnull=True)
            case "older":
                return queryset.filter(last_login_at__lt=limit)
            case "recent":
                return queryset.filter(last_login_at__gte=limit)
        return queryset

"""Filters of the lists of logins and lockouts."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sites.models import LoginLockout, SiteLogin, SiteUser
from syncjobs.admin.job_filters import OneSiteFilter

Logins = QuerySet[SiteLogin, SiteLogin]
Lockouts = QuerySet[LoginLockout, LoginLockout]
USER_PARAMETER = "user"
SITE_PARAMETER = "site"
LONGEST_ID = 64


class OneUserFilter(admin.SimpleListFilter):
    """To one user, as the link from the user's page does; it is not offered as a choice."""

    title = "user"
    parameter_name = USER_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The user who is asked for, and no other."""
        user_id = self.user_id()
        if user_id is None:
            return []
        name = SiteUser.objects.filter(pk=user_id).values_list("name", flat=True).first()
        return [(user_id, name or "Nobody")]

    def queryset(self, request: HttpRequest, queryset: Logins) -> Logins:  # noqa: ARG002
        """The logins of that user."""
        return queryset.filter(user=self.user_id()) if self.user_id() is not None else queryset

    def user_id(self) -> str | None:
        """The id that is asked for; empty for what is none."""
        asked = self.used_parameters.get(self.parameter_name)
        if asked is None:
            return None
        text = str(asked)
        return text if len(text) <= LONGEST_ID and "\0" not in text else ""


class LoginSiteFilter(OneSiteFilter):
    """To one site, as the link from its page does."""

    parameter_name = SITE_PARAMETER

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002
        """The logins at that site."""
        return queryset.filter(site=self.site_id()) if self.site_id() is not None else queryset


class LockoutStateFilter(admin.SimpleListFilter):
    """By whether the lockout still refuses logins."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The states."""
        return [("locked", "Locked out now"), ("lifted", "Lifted"), ("over", "Over by itself")]

    def queryset(self, request: HttpRequest, queryset: Lockouts) -> Lockouts:  # noqa: ARG002
        """The lockouts in the chosen state."""
        present = Q(is_current=True, until__gt=timezone.now())
        match self.value():
            case "locked":
                return queryset.filter(present)
            case "lifted":
                return queryset.filter(lifted_at__isnull=False)
            case "over":
                return queryset.filter(~present, lifted_at__isnull=True)
        return queryset

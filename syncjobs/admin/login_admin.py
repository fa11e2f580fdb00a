"""Logins at sites in the admin: who logged in where and when, and who tried; only to look at."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from sites.choices import LoginOutcome
from sites.models import SiteLogin
from syncjobs.admin.links import link_to
from syncjobs.admin.login_filters import LoginSiteFilter, OneUserFilter
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.admin.uncounted_list import UncountedChangeList

OUTCOME_BADGES = {
    LoginOutcome.LET_IN: "good",
    LoginOutcome.NO_STORE: "warn",
    LoginOutcome.WRONG_PASSWORD: "bad",
    LoginOutcome.UNKNOWN_NAME: "bad",
    LoginOutcome.INACTIVE: "bad",
    LoginOutcome.LEFT_TO_SITE: "calm",
    LoginOutcome.TOO_MANY: "warn",
    LoginOutcome.LOCKED_OUT: "bad",
}


def outcome_badge(login: SiteLogin) -> SafeString:
    """The outcome as a coloured word, which says it without the colour."""
    outcome = LoginOutcome(login.outcome)
    return badge(OUTCOME_BADGES[outcome], outcome.label)


class SiteLoginAdmin(ReadOnlyAdmin[SiteLogin]):
    """Logins at sites. There may be millions: nothing is counted."""

    list_display = (
        *("show_at", "show_name", "show_outcome", "show_site_name", "address", "count"),
    )
    list_display_links = ("show_at",)
    list_filter = (OneUserFilter, LoginSiteFilter, "outcome", "at")
    list_select_related = ("user", "site")
    search_fields = ("name", "site_name", "=address")
    search_help_text = (
        "A part of a user name or of the name of a site, or a whole address. Names that nobody has"
        " are kept as their first two letters only."
    )
    ordering = ("-id",)
    sortable_by = ()
    fieldsets = (
        ("Who, and what became of it", {"fields": ("show_user", "show_outcome")}),
        ("Where", {"fields": ("show_site", "address")}),
        ("When", {"fields": ("show_at", "show_last_at", "count")}),
    )
    readonly_fields = (*("show_user", "show_outcome", "show_site", "show_at", "show_last_at"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SiteLogin]:
        """Logins with their users and sites, in one query."""
        return super().get_queryset(request).select_related("user", "site")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """One that does not count."""
        return UncountedChangeList

    @admin.display(description="when")
    def show_at(self, login: SiteLogin) -> str:
        """When it was, to the second."""
        return f"{timezone.localtime(login.at):%d %b %Y %H:%M:%S}"

    @admin.display(description="last time")
    def show_last_at(self, login: SiteLogin) -> str:
        """When it was the same again the last time, within the same minute."""
        return f"{timezone.localtime(login.last_at):%d %b %Y %H:%M:%S}"

    @admin.display(description="user name")
    def show_name(self, login: SiteLogin) -> SafeString | str:
        """The name, with the user's page behind it."""
        return link_to(login.user, login.name) if login.user else login.name

    @admin.display(description="user")
    def show_user(self, login: SiteLogin) -> SafeString | str:
        """The user; only what was written down where there is none."""
        if login.user is None:
            return f"{login.name}, which is nobody's name, or not any more"
        return link_to(login.user)

    @admin.display(description="outcome")
    def show_outcome(self, login: SiteLogin) -> SafeString:
        """What became of it."""
        return outcome_badge(login)

    @admin.display(description="site")
    def show_site_name(self, login: SiteLogin) -> str:
        """The site in words."""
        return login.site_name or "-"

    @admin.display(description="site")
    def show_site(self, login: SiteLogin) -> SafeString | str:
        """The site; what the caller called itself where there is none of that name."""
        if login.site is None:
            return f"{login.site_name} (no such site)" if login.site_name else "It did not say"
        return link_to(login.site, login.site_name)

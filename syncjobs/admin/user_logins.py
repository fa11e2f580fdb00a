"""The logins of a user on the user's page, and above the list who decides about logins."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from sites.logins.lockouts import is_present
from sites.models import LoginLockout, SiteLogin, SiteUser
from syncjobs.admin.links import link_to, link_to_list, listed
from syncjobs.admin.login_admin import outcome_badge
from syncjobs.admin.login_filters import USER_PARAMETER
from syncjobs.login.logging_in import portal_decides

SHOWN: Final = 5
SITES_DECIDE: Final = (
    "No active user has a password, so every site lets in the people whom it knows. From the first"
    " password on, names that are not in this list are refused at all sites. The logins at sites"
    " show whom the list lacks: names that were left to the site."
)
PORTAL_DECIDES: Final = (
    "The portal decides who logs in at sites: names that are not in this list are refused. Users"
    " who have no password yet are let in by the sites where they logged in before."
)


class UserLogins(admin.ModelAdmin[SiteUser]):
    """Adds them to the admin of users of sites."""

    change_list_template = "admin/sites/siteuser/list_and_rule.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with a sentence about what it means for logins."""
        sentence = PORTAL_DECIDES if portal_decides() else SITES_DECIDE
        return super().changelist_view(request, {**(extra_context or {}), "who_decides": sentence})

    def get_fieldsets(self, request: HttpRequest, obj: SiteUser | None = None) -> Any:
        """With the logins of a user who is there already."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not request.user.has_perm("sites.view_sitelogin"):
            return fieldsets
        return (*fieldsets, ("Logins", {"fields": ("show_last_logins",)}))

    def get_readonly_fields(self, request: HttpRequest, obj: SiteUser | None = None) -> Any:
        """The logins are only to look at."""
        return (*super().get_readonly_fields(request, obj), "show_last_logins")

    @admin.display(description="last logins")
    def show_last_logins(self, user: SiteUser) -> SafeString:
        """The last logins, whether the user is locked out, and the way to all of them."""
        logins = user.logins.select_related("site").order_by("-pk")[:SHOWN]
        everything = link_to_list(SiteLogin, "All logins", **{USER_PARAMETER: user.pk})
        lines = [*_lockouts(user), *(_line(login) for login in logins)]
        return listed(lines or ["None yet"], everything)


def _lockouts(user: SiteUser) -> list[SafeString]:
    now = timezone.now()
    # By the name, as it was when it was locked out.
    current = LoginLockout.objects.filter(name=user.name, is_current=True, until__gt=now)
    return [
        format_html("{} {}", badge("bad", "Locked out"), link_to(lockout))
        for lockout in current
        if is_present(lockout, now)
    ]


def _line(login: SiteLogin) -> SafeString:
    when = timezone.localtime(login.at)
    where = login.site_name or "an unnamed site"
    times = f" ({login.count} times)" if login.count > 1 else ""
    return format_html(
        "{}, {}{}: {}", f"{when:%d %b %Y %H:%M:%S}", where, times, outcome_badge(login)
    )

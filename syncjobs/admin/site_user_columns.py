"""The columns of the list of users of sites, and the read-only fields of a user's page."""

from typing import Final

from django.contrib import admin
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sites.admin.site_display import ago
from sites.models import SiteUser, StoreAccess

SHOWN_STORES: Final = 3


def with_first_stores(users: QuerySet[SiteUser]) -> QuerySet[SiteUser]:
    """The users with their first stores and the roles there, in a fixed number of queries."""
    accesses = StoreAccess.objects.select_related("store").prefetch_related("roles")
    # One more than is shown, to say that there are more.
    first = accesses.order_by("-is_default", "store__code")[: SHOWN_STORES + 1]
    return users.prefetch_related(Prefetch("accesses", first, to_attr="first_accesses"))


class SiteUserColumns(admin.ModelAdmin[SiteUser]):
    """What is shown of a user and cannot be edited."""

    @admin.display(description="full name", ordering="last_name")
    def show_full_name(self, user: SiteUser) -> str:
        """First and last name."""
        return f"{user.first_name} {user.last_name}".strip() or "-"

    @admin.display(description="stores and roles")
    def show_stores(self, user: SiteUser) -> SafeString | str:
        """The first stores, the default one in front, each with the roles in it."""
        accesses: list[StoreAccess] = getattr(user, "first_accesses", [])
        if not accesses:
            return "none"
        lines = format_html_join(
            "", "<div>{}</div>", ((_line(a),) for a in accesses[:SHOWN_STORES])
        )
        more = "and more" if len(accesses) > SHOWN_STORES else ""
        return format_html("{}{}", lines, more)

    @admin.display(description="last login", ordering=F("last_login_at").asc(nulls_first=True))
    def show_last_login(self, user: SiteUser) -> SafeString | str:
        """When the portal last let the user in at a site."""
        return ago(user.last_login_at) if user.last_login_at else "never"

    @admin.display(description="Password")
    def show_password_state(self, user: SiteUser) -> str:
        """When the password was set; it cannot be shown."""
        if not user.password_hash:
            return "Not set: sites let the user in only with a password that they remember."
        if user.password_set_at is None:
            return "It is set. It cannot be shown, only replaced."
        moment = timezone.localtime(user.password_set_at)
        return f"Set on {moment:%d %b %Y}. It cannot be shown, only replaced."


def _line(access: StoreAccess) -> str:
    roles = ", ".join(role.name for role in access.roles.all()) or "no role"
    closed = "" if access.can_log_in else " (no login)"
    return f"{access.store.code}: {roles}{closed}"

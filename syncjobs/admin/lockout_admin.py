"""Lockouts in the admin: whose logins are refused for a while, and lifting that."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from sites.admin.site_display import badge
from sites.choices import LockoutKind
from sites.counted import counted
from sites.logins.errors import LockoutGoneError
from sites.logins.lockouts import is_present, lift
from sites.models import LoginLockout
from syncjobs.admin.bounded_count import BoundedPaginator
from syncjobs.admin.login_filters import LockoutStateFilter
from syncjobs.admin.read_only import ReadOnlyAdmin

MOST_AT_ONCE = 500
ONE_MINUTE = timedelta(minutes=1)
MEANING = {
    LockoutKind.NAME_AND_ADDRESS: (
        "The user is let in from other addresses, and others are from this one."
    ),
    LockoutKind.NAME: (
        "There were wrong passwords from many addresses. The user is let in only from those from"
        " which they logged in lately."
    ),
    LockoutKind.ADDRESS: (
        "There were very many wrong passwords for different names. Nobody is let in from this"
        " address. Several sites may share it."
    ),
}


class LoginLockoutAdmin(ReadOnlyAdmin[LoginLockout]):
    """Lockouts; the portal begins them, they end by themselves, and administrators lift them."""

    list_display = ("show_what", "show_state", "kind", "failures", "show_since", "show_until")
    list_display_links = ("show_what",)
    list_filter = (LockoutStateFilter, "kind")
    search_fields = ("name", "=address")
    search_help_text = "A part of a user name, or a whole address"
    ordering = ("-id",)
    sortable_by = ()
    paginator = BoundedPaginator
    actions = ("lift_selected",)
    fieldsets = (
        ("Who is locked out", {"fields": ("show_what", "show_meaning", "failures")}),
        ("How long", {"fields": ("show_state", "show_since", "show_until", "show_lifted")}),
    )
    readonly_fields = (
        *("show_what", "show_meaning", "show_state", "show_since", "show_until", "show_lifted"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoginLockout]:
        """Lockouts with who lifted them, in one query."""
        return super().get_queryset(request).select_related("lifted_by")

    def get_urls(self) -> list[URLPattern]:
        """The act."""
        view = self.admin_site.admin_view(require_POST(self.lift_view))
        return [path("<int:pk>/lift/", view, name="lockout-lift"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a lockout; one that is not over can be lifted."""
        lockout = self.get_object(request, object_id)
        if lockout is None:
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **(extra_context or {}),
            "may_be_lifted": is_present(lockout, timezone.now()),
            "logins_query": urlencode({"q": lockout.address or lockout.name}),
        }
        return super().change_view(request, object_id, form_url, context)

    def lift_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lifts one lockout."""
        person = self.acting_person(request)
        self.row_or_404(request, pk)
        try:
            lockout = lift(pk, person)
        except LockoutGoneError as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            said = f"Lifted: {lockout} can log in again."
            self.message_user(request, said, messages.SUCCESS)
        return self.to_page(pk)

    @admin.action(description="Lift the selected lockouts", permissions=["act"])
    def lift_selected(self, request: HttpRequest, queryset: QuerySet[LoginLockout]) -> None:
        """Lifts those that are not over."""
        person = self.acting_person(request)
        lifted, over = 0, 0
        for pk in list(queryset.values_list("pk", flat=True)[:MOST_AT_ONCE]):
            try:
                lift(pk, person)
                lifted += 1
            except LockoutGoneError:
                over += 1
        said = f"{counted(lifted, 'lockout')} lifted."
        if over:
            said += f" {counted(over, 'lockout')} had ended already."
        self.message_user(request, said, messages.SUCCESS if lifted else messages.WARNING)

    @admin.display(description="who")
    def show_what(self, lockout: LoginLockout) -> str:
        """A name, an address or both; the link to the page."""
        text = str(lockout)
        return f"{text[:1].upper()}{text[1:]}" if lockout.kind == LockoutKind.ADDRESS else text

    @admin.display(description="what that means")
    def show_meaning(self, lockout: LoginLockout) -> str:
        """Who is refused and who is not."""
        return MEANING[LockoutKind(lockout.kind)]

    @admin.display(description="state")
    def show_state(self, lockout: LoginLockout) -> SafeString:
        """The state as a coloured word."""
        now = timezone.now()
        if is_present(lockout, now):
            minutes = ceil((lockout.until - now) / ONE_MINUTE)
            return badge("bad", f"Locked out for {counted(minutes, 'minute')}")
        return badge("calm", "Lifted" if lockout.lifted_at else "Over")

    @admin.display(description="since")
    def show_since(self, lockout: LoginLockout) -> str:
        """When it began."""
        return _moment(lockout.since)

    @admin.display(description="until")
    def show_until(self, lockout: LoginLockout) -> str:
        """When it ends by itself."""
        return _moment(lockout.until)

    @admin.display(description="lifted")
    def show_lifted(self, lockout: LoginLockout) -> str:
        """Who lifted it, and when."""
        if lockout.lifted_at is None:
            return "No"
        return f"By {lockout.lifted_by or 'somebody'} on {_moment(lockout.lifted_at)}"


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d %b %Y %H:%M:%S}"

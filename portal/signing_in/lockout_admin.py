"""Wrong sign-ins in the admin: who is locked out of it, and lifting that."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from portal.signing_in.lockout_model import SignInLockout
from portal.signing_in.lockouts import lift, lockout_time, recent_attempts
from sites.admin.site_display import badge
from sites.counted import counted
from syncjobs.admin.read_only import ReadOnlyAdmin

MOST_AT_ONCE = 500


class SignInLockoutAdmin(ReadOnlyAdmin[SignInLockout]):
    """The wrong passwords that count now; lockouts end by themselves, administrators lift them."""

    list_display = ("show_who", "show_state", "show_count", "show_last", "show_end")
    list_display_links = ("show_who",)
    search_fields = ("username", "=ip_address")
    search_help_text = "A part of a name, or a whole address"
    ordering = ("-attempt_time",)
    sortable_by = ()
    actions = ("lift_selected",)
    fieldsets = (
        ("Whose wrong passwords", {"fields": ("show_who", "show_count")}),
        ("How long", {"fields": ("show_state", "show_last", "show_end")}),
    )
    readonly_fields = ("show_who", "show_state", "show_count", "show_last", "show_end")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignInLockout]:
        """Those that count, with how many there are for the name and the address altogether."""
        since = timezone.now() - lockout_time()
        found = super().get_queryset(request).filter(attempt_time__gte=since)
        return found.annotate(of_name=_all_of("username"), of_address=_all_of("ip_address"))

    def get_urls(self) -> list[URLPattern]:
        """The act."""
        view = self.admin_site.admin_view(require_POST(self.lift_view))
        return [path("<int:pk>/lift/", view, name="sign-in-lift"), *super().get_urls()]

    def lift_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lifts one lockout."""
        self.acting_person(request)
        row = self.row_or_404(request, pk)
        self._lift(request, row)
        self.message_user(request, f"Lifted: {row} can sign in again.", messages.SUCCESS)
        return self.to_list()

    @admin.action(description="Lift the selected lockouts", permissions=["act"])
    def lift_selected(self, request: HttpRequest, queryset: QuerySet[SignInLockout]) -> None:
        """Lifts them all."""
        self.acting_person(request)
        rows = list(queryset[:MOST_AT_ONCE])
        for row in rows:
            self._lift(request, row)
        self.message_user(request, f"{counted(len(rows), 'lockout')} lifted.", messages.SUCCESS)

    def _lift(self, request: HttpRequest, row: SignInLockout) -> None:
        self.log_change(request, row, "Lifted the lockout.")
        lift(row)

    @admin.display(description="who")
    def show_who(self, row: SignInLockout) -> str:
        """The name, never what somebody typed in its place, and the address."""
        return str(row)

    @admin.display(description="state")
    def show_state(self, row: Any) -> SafeString:
        """Whether somebody is locked out, and where."""
        if 0 < settings.SIGN_IN_LIMIT_OF_ADDRESS <= row.of_address:
            return badge("bad", "Everybody there is locked out")
        if 0 < settings.SIGN_IN_LIMIT_OF_NAME <= row.of_name:
            return badge("bad", "Locked out everywhere")
        if 0 < settings.SIGN_IN_LIMIT <= row.failures_since_start:
            return badge("bad", "Locked out there")
        return badge("calm", "Not locked out")

    @admin.display(description="wrong passwords")
    def show_count(self, row: SignInLockout) -> str:
        """How many there were for this name from this address."""
        return f"{row.failures_since_start:,}"

    @admin.display(description="last wrong password")
    def show_last(self, row: SignInLockout) -> str:
        """When it was typed."""
        return _moment(row.attempt_time)

    @admin.display(description="forgotten")
    def show_end(self, row: SignInLockout) -> str:
        """When these count no more, and the lockout ends by itself."""
        return _moment(row.attempt_time + lockout_time())


def _all_of(field: str) -> Subquery:
    same = recent_attempts().filter(**{field: OuterRef(field)}).order_by().values(field)
    return Subquery(same.annotate(count=Sum("failures_since_start")).values("count"))


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d %b %Y %H:%M:%S}"

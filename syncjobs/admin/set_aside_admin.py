"""What was set aside, in the admin: why, and the two ways to decide about it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from sites.admin.site_display import badge
from sites.counted import counted
from syncjobs.admin.act_forms import KeptReasonForm
from syncjobs.admin.json_display import pretty_json
from syncjobs.admin.links import link_to
from syncjobs.admin.read_only import Act, ReadOnlyAdmin
from syncjobs.admin.record_display import record_text
from syncjobs.admin.set_aside_filters import (
    DecisionFilter,
    ReasonFilter,
    SiteFilter,
    TableFilter,
)
from syncjobs.exchange.integrate import integrate_set_aside
from syncjobs.exchange.set_aside import discard
from syncjobs.models import SetAsideRecord

# So many are decided about in one request; a person waits for its end.
MOST_AT_ONCE = 500
DISCARD = Act("Discard")


class SetAsideAdmin(ReadOnlyAdmin[SetAsideRecord]):
    """Pushed records that were not accepted: try them again, or discard them with a reason."""

    list_display = ("show_record", "site", "show_reason", "show_advice", "show_since")
    list_display_links = ("show_record",)
    list_filter = (DecisionFilter, ReasonFilter, TableFilter, SiteFilter)
    list_select_related = ("site",)
    search_fields = ("=record_id", "=table_name", "site__name", "=site__code")
    search_help_text = "The id of a record, a table, or the name or code of a site"
    ordering = ("-id",)
    sortable_by = ()
    actions = ("try_again", "discard")
    fieldsets = (
        ("Why it was set aside", {"fields": ("show_reason", "show_advice", "show_decision")}),
        (
            "What was pushed",
            {
                "fields": (
                    "show_site",
                    "table_name",
                    "record_id",
                    "action",
                    "show_since",
                    "show_present",
                    "waits_for",
                )
            },
        ),
        ("Content", {"fields": ("show_json",)}),
    )
    readonly_fields = (
        "show_reason",
        "show_advice",
        "show_decision",
        "show_site",
        "show_since",
        "show_present",
        "show_json",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SetAsideRecord]:
        """The rows without what was pushed, which only a page of its own shows."""
        return super().get_queryset(request).select_related("site", "discarded_by").defer("data")

    def get_urls(self) -> list[URLPattern]:
        """The two acts on one row."""
        wrap = self.admin_site.admin_view
        again = wrap(require_POST(self.try_again_view))
        return [
            path("<int:pk>/try-again/", again, name="set-aside-try-again"),
            path("<int:pk>/discard/", wrap(self.discard_view), name="set-aside-discard"),
            *super().get_urls(),
        ]

    def try_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tries one row again; it is gone when it is accepted."""
        self.acting_person(request)
        row = self.row_or_404(request, pk)
        self.try_again(request, SetAsideRecord.objects.filter(pk=row.pk))
        is_there = SetAsideRecord.objects.filter(pk=pk).exists()
        return self.to_page(pk) if is_there else self.to_list()

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for the reason, and discards one row."""
        self.acting_person(request)
        row = self.row_or_404(request, pk)
        if row.discarded_at is not None:
            self.message_user(request, "It is discarded already.", messages.WARNING)
            return self.to_page(pk)
        return self.discard_rows(request, [row]) or self.to_page(pk)

    @admin.action(description="Try the selected records again", permissions=["act"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[SetAsideRecord]) -> None:
        """Judges the rows by what the register and the records say now."""
        chosen, rows = _undecided(queryset).count(), _waiting(queryset)
        if not rows:
            self.message_user(request, "Nothing was tried: it is discarded.", messages.WARNING)
            return
        accepted = integrate_set_aside(rows)
        said = f"{accepted} of {len(rows)} accepted."
        if accepted < len(rows):
            said += " The rest stays set aside; see why."
        if len(rows) < chosen:
            said += f" {chosen:,} were chosen; the first {len(rows)} of them were tried."
        level = messages.SUCCESS if accepted == chosen else messages.WARNING
        self.message_user(request, said, level)

    @admin.action(description="Discard the selected records…", permissions=["act"])
    def discard(
        self, request: HttpRequest, queryset: QuerySet[SetAsideRecord]
    ) -> HttpResponse | None:
        """Asks for the reason, and discards the rows."""
        rows = _waiting(queryset)
        if rows:
            return self.discard_rows(request, rows)
        self.message_user(request, "They are discarded already.", messages.WARNING)
        return None

    def discard_rows(self, request: HttpRequest, rows: list[SetAsideRecord]) -> HttpResponse | None:
        """The page that asks for the reason; None once it was given and the rows are discarded."""
        person = self.acting_person(request)
        form = KeptReasonForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self.act_page(request, DISCARD, _consequence(rows), form, rows)
        count = sum(discard(row.pk, form.cleaned_data["reason"], person) for row in rows)
        said = counted(count, "record is discarded.", "records are discarded.")
        self.message_user(request, said, messages.SUCCESS)
        return None

    @admin.display(description="record")
    def show_record(self, row: SetAsideRecord) -> str:
        """Table and id; the link to the page."""
        return f"{row.table_name} {row.record_id}"

    @admin.display(description="reason")
    def show_reason(self, row: SetAsideRecord) -> SafeString:
        """The code, and the sentence."""
        return format_html("{} {}", badge("bad", row.reason_code), row.reason)

    @admin.display(description="what to do")
    def show_advice(self, row: SetAsideRecord) -> str:
        """What to do about it."""
        return row.advice or "-"

    @admin.display(description="decision")
    def show_decision(self, row: SetAsideRecord) -> str:
        """Who discarded it, when and why."""
        if row.discarded_at is None:
            return "Waits for one. It is tried again when the site pushes the record once more."
        who = row.discarded_by or "somebody"
        when = timezone.localtime(row.discarded_at)
        return f"Discarded by {who} on {when:%d %b %Y %H:%M:%S}: {row.discard_reason}"

    @admin.display(description="from")
    def show_site(self, row: SetAsideRecord) -> SafeString:
        """The site that pushed it."""
        return link_to(row.site)

    @admin.display(description="since")
    def show_since(self, row: SetAsideRecord) -> str:
        """When it was set aside."""
        return f"{timezone.localtime(row.set_aside_at):%d %b %Y %H:%M:%S}"

    @admin.display(description="what the portal has")
    def show_present(self, row: SetAsideRecord) -> SafeString | str:
        """The record as others have it."""
        return record_text(row.table_name, row.record_id, "No record with this id")

    @admin.display(description="JSON")
    def show_json(self, row: SetAsideRecord) -> SafeString:
        """What the site said."""
        return pretty_json(row.data)


def _waiting(queryset: QuerySet[SetAsideRecord]) -> list[SetAsideRecord]:
    """The first rows about which nobody has decided, in the order in which they came."""
    waiting: Any = _undecided(queryset)
    rows: list[SetAsideRecord] = list(waiting.defer(None).order_by("pk")[:MOST_AT_ONCE])
    return rows


def _undecided(queryset: QuerySet[SetAsideRecord]) -> QuerySet[SetAsideRecord]:
    return queryset.filter(discarded_at__isnull=True)


def _consequence(rows: list[SetAsideRecord]) -> str:
    what = (
        f"{rows[0].table_name} {rows[0].record_id} of {rows[0].site}"
        if len(rows) == 1
        else f"These {len(rows)} records"
    )
    return (
        f"{what} will not be tried again, and no other site will get what was pushed. It can be"
        f" looked at for {settings.JOB_RETENTION_DAYS} days among what was discarded. If its site"
        " changes the record and pushes it once more, that is judged anew."
    )

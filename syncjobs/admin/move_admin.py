"""Moves of stores in the admin: what they wait for, and the two ways to end that."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.errors import RegisterError
from syncjobs.admin.act_forms import KeptReasonForm
from syncjobs.admin.links import link_to
from syncjobs.admin.move_display import move_badge, move_sentence
from syncjobs.admin.read_only import Act, ReadOnlyAdmin
from syncjobs.choices import LIVE_STATUSES, JobKind
from syncjobs.exchange.moving import cancel_move, force_move, obstacle
from syncjobs.models import PushedBatch, SiteQueue, StoreMove, SyncJob

Moves = QuerySet[StoreMove, StoreMove]
FORCE = Act("Force")
CANCEL = Act("Cancel the move")
WAITING = Q(moved_at__isnull=True, cancelled_at__isnull=True)
NOT_DONE = "It has something to send or to get."


class StateFilter(admin.SimpleListFilter):
    """By where the move stands."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The states in their order."""
        return [
            ("waits", "Not begun"),
            ("moving", "Moving"),
            ("moved", "Moved"),
            ("cancelled", "Cancelled"),
        ]

    def queryset(self, request: HttpRequest, queryset: Moves) -> Moves:  # noqa: ARG002
        """The moves in the chosen state."""
        match self.value():
            case "waits":
                return queryset.filter(WAITING)
            case "moving":
                return queryset.filter(moved_at__isnull=False, finished_at__isnull=True)
            case "moved":
                return queryset.filter(finished_at__isnull=False)
            case "cancelled":
                return queryset.filter(cancelled_at__isnull=False)
        return queryset


class StoreMoveAdmin(ReadOnlyAdmin[StoreMove]):
    """Moves; they are asked for on the page of the store."""

    list_display = ("show_store", "from_site", "to_site", "show_state", "show_asked")
    list_display_links = ("show_store",)
    list_filter = (StateFilter,)
    search_fields = ("store__code", "store__name", "from_site__name", "to_site__name")
    search_help_text = "Code or name of a store, or the name of one of the sites"
    ordering = ("-id",)
    sortable_by = ()
    fieldsets = (
        ("Where it stands", {"fields": ("show_state_text", "show_job")}),
        (
            "What was asked for",
            {
                "fields": (
                    "show_store_link",
                    "show_from",
                    "show_to",
                    "show_asked",
                    "show_forced",
                )
            },
        ),
        ("When", {"fields": ("moved_at", "finished_at", "cancelled_at")}),
    )
    readonly_fields = (
        "show_state_text",
        "show_job",
        "show_store_link",
        "show_from",
        "show_to",
        "show_asked",
        "show_forced",
    )

    def get_queryset(self, request: HttpRequest) -> Moves:
        """Moves with whether the old site still has something to send or to get."""
        of_old_site = {"site": OuterRef("from_site")}
        moves = super().get_queryset(request)
        return moves.select_related("store", "from_site", "to_site", "requested_by").annotate(
            has_pushed=Exists(PushedBatch.objects.filter(**of_old_site)),
            has_queue=Exists(SiteQueue.objects.filter(**of_old_site, length__gt=0)),
        )

    def get_urls(self) -> list[URLPattern]:
        """The two acts."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/force/", wrap(self.force_view), name="move-force"),
            path("<int:pk>/cancel/", wrap(self.cancel_view), name="move-cancel"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a move; one that waits can be forced or cancelled."""
        move = self.get_object(request, object_id)
        context = {**(extra_context or {}), "waits": move is not None and _waits(move)}
        return super().change_view(request, object_id, form_url, context)

    def force_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for the reason, and lets the move go ahead."""
        person, move = self.acting_person(request), self.row_or_404(request, pk)
        form = KeptReasonForm(request.POST if request.method == "POST" else None)
        if request.method != "POST" and not _waits(move):
            return self.say_it_is_over(request, move)
        if not form.is_valid():
            consequence = (
                f"{move.store} becomes active on {move.to_site} at once. What"
                f" {move.from_site or 'its old site'} has not pushed by then is set aside when it"
                " comes, and stays so until somebody decides about it. Do this when the old site"
                " will not sync any more."
            )
            return self.act_page(request, FORCE, consequence, form, [move])
        try:
            force_move(pk, form.cleaned_data["reason"], person)
        except RegisterError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "The move goes ahead.", messages.SUCCESS)
        return self.to_page(pk)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks, and calls the move off."""
        self.acting_person(request)
        move = self.row_or_404(request, pk)
        if request.method != "POST":
            if not _waits(move):
                return self.say_it_is_over(request, move)
            stays = f"{move.store} stays on {move.from_site or 'no site'}. Nothing was changed yet."
            return self.act_page(request, CANCEL, stays, forms.Form(), [move])
        try:
            cancel_move(pk)
        except RegisterError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "The move is cancelled.", messages.SUCCESS)
        return self.to_page(pk)

    def say_it_is_over(self, request: HttpRequest, move: StoreMove) -> HttpResponse:
        """Goes back to the page of the move, on which nothing can be decided any more."""
        self.message_user(request, "This move does not wait any more.", messages.WARNING)
        return self.to_page(move.pk)

    @admin.display(description="store")
    def show_store(self, move: StoreMove) -> str:
        """The store; the link to the page of the move."""
        return str(move.store)

    @admin.display(description="state")
    def show_state(self, move: StoreMove) -> SafeString:
        """The state as a word."""
        has_rest = getattr(move, "has_pushed", False) or getattr(move, "has_queue", False)
        waits = has_rest and not move.is_forced and move.from_site_id is not None
        return move_badge(move, NOT_DONE if waits else "")

    @admin.display(description="asked for")
    def show_asked(self, move: StoreMove) -> str:
        """When, by whom, and why where a reason was given."""
        when = f"{timezone.localtime(move.requested_at):%d %b %Y %H:%M:%S}"
        asked = f"{when} by {move.requested_by}" if move.requested_by else when
        return f"{asked}: {move.reason}" if move.reason and not move.is_forced else asked

    @admin.display(description="state")
    def show_state_text(self, move: StoreMove) -> SafeString:
        """The state with what it means."""
        waits_for = obstacle(move)
        return format_html("{} {}", move_badge(move, waits_for), move_sentence(move, waits_for))

    @admin.display(description="job")
    def show_job(self, move: StoreMove) -> SafeString | str:
        """The newest job that moves stores to the new site."""
        jobs = SyncJob.objects.filter(site=move.to_site, kind=JobKind.MOVE_STORE)
        job = jobs.filter(
            Q(created_at__gte=move.requested_at) | Q(status__in=LIVE_STATUSES)
        ).first()
        return link_to(job, f"Job #{job.pk}: {job.get_status_display()}") if job else "None yet"

    @admin.display(description="store")
    def show_store_link(self, move: StoreMove) -> SafeString:
        """The store."""
        return link_to(move.store)

    @admin.display(description="from")
    def show_from(self, move: StoreMove) -> SafeString | str:
        """The old site."""
        return link_to(move.from_site) if move.from_site else "No site"

    @admin.display(description="to")
    def show_to(self, move: StoreMove) -> SafeString:
        """The new site."""
        return link_to(move.to_site)

    @admin.display(description="forced")
    def show_forced(self, move: StoreMove) -> str:
        """Whether it does not wait, and why."""
        return f"Yes: {move.reason}" if move.is_forced else "No"


def _waits(move: StoreMove) -> bool:
    return move.moved_at is None and move.cancelled_at is None

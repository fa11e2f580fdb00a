"""Stores in the admin: saved with their records, and moved to another site by a job."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.admin.form_to_return_to import FormToReturnTo
from sites.admin.seen_change_form import SeenChangeForm
from sites.admin.site_form import judged
from sites.admin.store_admin import WHERE_STORES_WORK, StoreAdmin
from sites.counted import counted
from sites.impact.proposal import Proposal
from sites.models import Site, SiteUser, Store
from syncjobs.admin.links import link_to, link_to_list
from syncjobs.admin.move_display import move_badge, move_sentence
from syncjobs.choices import JobKind
from syncjobs.exchange.moving import obstacle
from syncjobs.models import StoreMove, SyncJob
from syncjobs.register import open_move_of, place_store, refuse_placing, save_store


class StoreForm(FormToReturnTo[Store], SeenChangeForm[Store]):
    """What an administrator decides about a store; where it works is judged by the register."""

    reason = forms.CharField(
        label="Reason of this change",
        required=False,
        max_length=200,
        help_text="Kept in the history beside your name. Say why when others will ask.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Store
        fields = ("code", "name", "mode", "site", "disabled")
        help_texts = {
            "site": "The site on which the store works. Empty: on none. A store that exists moves"
            " to another site by a job, once its present site has nothing left to send or to get."
        }

    def clean_site(self) -> Site | None:
        """The site; refused where the store cannot be put there, or taken off, now."""
        site: Site | None = self.cleaned_data["site"]
        if not self.instance._state.adding and site != self.instance.site:
            judged(refuse_placing, self.instance, site)
        return site


class MovableStoreAdmin(StoreAdmin):
    """Stores that every site hears of."""

    form = StoreForm
    fieldsets = (
        (
            "What this store is",
            {"fields": ("code", "name", "mode", "id", "name_id", "seen_change")},
        ),
        (
            "Where it works",
            {
                "fields": ("site", "show_move", "show_users", "disabled", "reason"),
                "description": WHERE_STORES_WORK,
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Store | None = None) -> Any:
        """The site cannot be chosen again while the store moves."""
        fields = (*super().get_readonly_fields(request, obj), "show_move", "show_users")
        return (*fields, "site") if obj is not None and open_move_of(obj) else fields

    def save_model(self, request: HttpRequest, obj: Store, form: Any, change: bool) -> None:  # noqa: FBT001
        """Saves the store with its records, and has it put where it is to work."""
        if not change:
            save_store(obj)
            return
        self.look_first(request, Proposal().with_stores([obj]))
        wanted, reason = obj.site, form.cleaned_data["reason"]
        if set(form.changed_data) - {"site", "reason"}:
            save_store(obj, reason)
        if "site" in form.changed_data:
            person = request.user if isinstance(request.user, User) else None
            move = place_store(obj, wanted, person, reason)
            obj.refresh_from_db(fields=["site"])
            if move is not None:
                self.tell(request, move)

    def tell(self, request: HttpRequest, move: StoreMove) -> None:
        """Says whether the move goes ahead or what it waits for, and where one can follow it."""
        waits_for = obstacle(move)
        sentence = f"{move.store.code}: {move_sentence(move, waits_for)}"
        jobs = SyncJob.objects.live().filter(site=move.to_site, kind=JobKind.MOVE_STORE)
        job = None if waits_for else jobs.first()
        follow = link_to(job, "See the job") if job else link_to(move, "See the move")
        level = messages.WARNING if waits_for else messages.INFO
        self.message_user(request, format_html("{} {}.", sentence, follow), level)

    @admin.display(description="users")
    def show_users(self, store: Store) -> SafeString:
        """Who may do something in the store, in their list."""
        count = store.accesses.count()
        return link_to_list(
            SiteUser, f"See {counted(count, 'user of sites', 'users of sites')}", store=store.pk
        )

    @admin.display(description="move")
    def show_move(self, store: Store) -> SafeString:
        """The open move of the store, or where earlier ones are listed."""
        move = open_move_of(store)
        if move is None:
            return link_to_list(StoreMove, "Earlier moves", q=store.code)
        waits_for = obstacle(move)
        return format_html(
            "{} {} {}",
            move_badge(move, waits_for),
            move_sentence(move, waits_for),
            link_to(move, "See the move"),
        )

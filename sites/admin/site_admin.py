"""Sites in the admin."""

from typing import Any

from django.db.models import Prefetch, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from sites.admin.before_saving import BeforeSaving, typed_stores
from sites.admin.label_filters import LabelFilter, WithoutLabelFilter
from sites.admin.site_cards import SiteCards, cards_page
from sites.admin.site_claims import ClaimFilter, SiteClaims
from sites.admin.site_columns import SHOWN_STORES, SiteColumns
from sites.admin.site_filters import (
    AppVersionFilter,
    DisabledFilter,
    HardwareBoundFilter,
    HealthFilter,
    LastContactFilter,
    LastSuccessFilter,
)
from sites.admin.site_form import NewSiteForm, SiteForm
from sites.admin.site_labels import LabelledSites
from sites.admin.store_inline import StoreInline
from sites.admin.store_warning import warn_about_stores
from sites.credentials import generate_password
from sites.errors import RegisterError
from sites.health import with_health
from sites.labels.register import lock_labels
from sites.models import Site, Store
from sites.registration import (
    SiteDetails,
    change_site,
    delete_site,
    proposed_change,
    proposed_registration,
    refuse_delete,
    register_site,
)


class SiteAdmin(SiteColumns, LabelledSites, SiteClaims, SiteCards, BeforeSaving):
    """The list of sites and the page of one."""

    list_display = (
        "show_name",
        "id",
        "show_stores",
        "show_health",
        "show_contact",
        "show_success",
        "show_app",
        "show_chips",
    )
    list_filter = (
        HealthFilter,
        LabelFilter,
        "is_open_msupply_central",
        LastContactFilter,
        LastSuccessFilter,
        DisabledFilter,
        HardwareBoundFilter,
        ClaimFilter,
        AppVersionFilter,
        "initialisation_status",
        WithoutLabelFilter,
    )
    search_fields = ("name", "code", "=id", "hardware_id", "stores__code")
    search_help_text = "Name, code, site id, hardware ID, label or the code of a store"
    list_per_page = 50
    show_full_result_count = False
    ordering = ("name_key",)
    inlines = (StoreInline,)
    readonly_fields = (
        "id",
        "show_told_id",
        "show_joined_url",
        "show_machine",
        "show_password_state",
        "show_versions",
        "show_compatibility_text",
        "show_times",
        "initialisation_status",
        "show_discovery_answer",
    )
    add_fieldsets = (
        (
            "Who this site is",
            {
                "fields": ("name", "code", "labels", "password"),
                "description": "Every site needs a store; add at least one below. For the central"
                " server a dummy store is enough.",
            },
        ),
        (
            "Open mSupply central server",
            {"fields": ("is_open_msupply_central", "url", "show_joined_url")},
        ),
    )
    fieldsets = (
        (
            "Who this site is",
            {
                "fields": ("name", "code", "labels", "id", "show_told_id", "seen_change"),
                "description": "The site signs in with its name. Its id and UUID never change.",
            },
        ),
        (
            "Open mSupply central server",
            {"fields": ("is_open_msupply_central", "url", "show_joined_url", "reason")},
        ),
        (
            "Health and schedule",
            {
                "fields": ("late_after", "down_after", "time_zone"),
                "description": "Leave empty what is as for every site.",
            },
        ),
        (
            "What this site is told now",
            {
                "fields": ("show_discovery_answer",),
                "description": "The exact answer to GET /sync/v5/site, which begins every sync.",
            },
        ),
        (
            "Its machine and password",
            {
                "fields": ("show_machine", "show_password_state"),
                "description": "The buttons above set a new password and free the site for"
                " another machine.",
            },
        ),
        (
            "What it last said",
            {
                "fields": (
                    "show_times",
                    "show_versions",
                    "show_compatibility_text",
                    "initialisation_status",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Site]:
        """Sites with what a row of the list shows, in a fixed number of queries."""
        central_version = Site.objects.central().order_by().values("app_version")[:1]
        rows: Any = super().get_queryset(request)
        sites = with_health(rows)
        # One more than is shown, to say that there are more.
        first = Store.objects.order_by("code")[: SHOWN_STORES + 1]
        stores = Prefetch("stores", first, to_attr="first_stores")
        return sites.annotate(central_version=Subquery(central_version)).prefetch_related(stores)

    def get_form(
        self,
        request: HttpRequest,
        obj: Site | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[ModelForm[Site]]:
        """A new site also gets its password in the form."""
        kwargs["form"] = SiteForm if obj else NewSiteForm
        form: type[ModelForm[Site]] = super().get_form(request, obj, change=change, **kwargs)
        return form

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:  # noqa: FBT001
        """Registers or changes the site through the register, once its impact was looked at.

        A generated password is kept for `response_add` to show, on the request alone.
        """
        # Before the lock of the site, as everybody takes the two; `save_related` sets its labels.
        lock_labels()
        if change:
            proposal = proposed_change(Site.objects.get(pk=obj.pk), form.details())
            self.look_first(request, proposal.with_stores(typed_stores(request)))
            saved = self.change_site(obj.pk, form.details(), form.cleaned_data["reason"])
        else:
            self.look_first(request, proposed_registration(form.details()))
            password = form.cleaned_data["password"]
            generated = "" if password else generate_password()
            request.generated_password = generated  # type: ignore[attr-defined]
            reason = form.cleaned_data["reason"]
            saved = self.register_site(form.details(), password or generated, reason)
        for field in Site._meta.concrete_fields:
            setattr(obj, field.attname, getattr(saved, field.attname))
        obj._state.adding = False

    def register_site(self, details: SiteDetails, password: str, reason: str) -> Site:
        """Registers a new site; its stores follow in rows of their own."""
        return register_site(details, password, reason=reason)

    def change_site(self, site_id: int, details: SiteDetails, reason: str) -> Site:
        """Changes a site; its stores follow in rows of their own."""
        return change_site(site_id, details, reason)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Saves the stores, then says when the site still has none."""
        super().save_related(request, form, formsets, change)
        warn_about_stores(request, form.instance)

    def response_add(
        self, request: HttpRequest, obj: Site, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Shows the card with a generated password, the only time that it can be seen."""
        password = getattr(request, "generated_password", "")
        if password:
            return cards_page(self, request, [(obj, password)], f"{obj.name} is registered.")
        return super().response_add(request, obj, post_url_continue)

    def delete_model(self, request: HttpRequest, obj: Site) -> None:  # noqa: ARG002
        """Deletes through the register."""
        delete_site(obj.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002
        """What the confirmation shows; it refuses what the register refuses.

        Django's own would list every job of the site, and ask for the right to delete jobs.
        """
        protected = []
        for site in objs:
            try:
                refuse_delete(site)
            except RegisterError as error:
                protected.append(str(error))
        return [str(site) for site in objs], {"sites": len(objs)}, set(), protected

    def get_actions(self, request: HttpRequest) -> Any:
        """Without deletion of many: sites are deleted one by one, with their consequences."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

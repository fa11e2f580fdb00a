"""Following and starting the syncs of a site from its page."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sites.admin.portal_address import ShownAddress, central_address, portal_address
from sites.admin.site_cards import shown_check_words
from sites.central_server import present_central_server
from sites.counted import counted
from sites.ids import read_id
from sites.models import Site
from syncjobs.admin.initialising import INITIALISE_AGAIN, initialise_cost
from syncjobs.admin.job_admin import acting_person, job_page, may_act
from syncjobs.admin.site_verification import VerifiableSiteAdmin
from syncjobs.admin.sync_panel import sync_panel
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.errors import JobStateError
from syncjobs.jobs.asking import ask_for_initialisation, ask_for_sync, refuse_initialising
from syncjobs.jobs.scheduling import queue_jobs


class SyncingSiteAdmin(VerifiableSiteAdmin):
    """Sites with their syncs: a panel that moves by itself, and what may be done."""

    actions = (*VerifiableSiteAdmin.actions, "sync_sites")

    def get_urls(self) -> list[URLPattern]:
        """The panel, the acts and the large QR codes."""
        wrap = self.admin_site.admin_view
        sync_now = wrap(require_POST(self.sync_now_view))
        return [
            path("<int:site_id>/sync/", wrap(never_cache(self.panel_view)), name="site-sync"),
            path("<int:site_id>/sync-now/", sync_now, name="site-sync-now"),
            path("<int:site_id>/initialise/", wrap(self.initialise_view), name="site-initialise"),
            path("qr/<slug:slug>/", wrap(self.qr_view), name="sites-qr"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The site's page with the panel and the addresses."""
        site = Site.objects.filter(pk=read_id(object_id)).first()
        context = {**(extra_context or {}), **(self.panel_context(request, site) if site else {})}
        return super().change_view(request, object_id, form_url, context)

    def panel_context(self, request: HttpRequest, site: Site) -> dict[str, Any]:
        """What panel and page show of a site beside its form."""
        addresses = [portal_address(request)]
        if site.is_open_msupply_central:
            addresses.append(central_address(site))
        return {
            "panel": sync_panel(site),
            "may_act": may_act(request),
            "addresses": addresses,
            "check_words": shown_check_words(addresses[0].url, site),
        }

    def panel_view(self, request: HttpRequest, site_id: int) -> HttpResponse:
        """The part of the site's page that moves."""
        if not request.user.has_perm("sites.view_site"):
            raise PermissionDenied
        site = get_object_or_404(Site, pk=site_id)
        context = self.panel_context(request, site)
        return TemplateResponse(request, "admin/sites/site/sync_panel.html", context)

    def sync_now_view(self, request: HttpRequest, site_id: int) -> HttpResponse:
        """Queues a sync, or joins the one that waits or runs, and goes back to watch it."""
        person = acting_person(request)
        site = get_object_or_404(Site, pk=site_id)
        try:
            ask_for_sync(site, person)
        except JobStateError as error:
            self.message_user(request, str(error), messages.ERROR)
        page = reverse("admin:sites_site_change", args=[site_id])
        return HttpResponseRedirect(f"{page}#site-sync")

    def initialise_view(self, request: HttpRequest, site_id: int) -> HttpResponse:
        """Says what preparing the site's data anew costs; has it prepared on POST."""
        person = acting_person(request)
        site = get_object_or_404(Site, pk=site_id)
        try:
            refuse_initialising(site)
        except JobStateError as error:
            self.message_user(request, str(error), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:sites_site_change", args=[site_id]))
        if request.method == "POST":
            return job_page(ask_for_initialisation(site, person).pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": INITIALISE_AGAIN.label,
            "subtitle": site.name,
            "original": site,
            "act": INITIALISE_AGAIN,
            "consequence": initialise_cost(site),
            "form": forms.Form(),
        }
        return TemplateResponse(request, "admin/act.html", context)

    def qr_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """An address on a page of its own, with a QR code that a bad camera can read."""
        if not request.user.has_perm("sites.view_site"):
            raise PermissionDenied
        address = self.address_of(request, slug)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": address.title,
            "address": address,
        }
        return TemplateResponse(request, "admin/sites/site/qr.html", context)

    def address_of(self, request: HttpRequest, slug: str) -> ShownAddress:
        """The address with that name. Raises Http404."""
        central = present_central_server()
        if slug == "central" and central is not None:
            return central_address(central)
        if slug != "portal":
            raise Http404
        return portal_address(request)

    @admin.action(description="Sync the selected sites now", permissions=["verify"])
    def sync_sites(self, request: HttpRequest, queryset: QuerySet[Site]) -> None:
        """Queues a sync for each of the sites that is not disabled."""
        person = acting_person(request)
        selected = queryset.order_by()
        ids = list(selected.filter(disabled_at__isnull=True).values_list("pk", flat=True))
        count = queue_jobs(ids, JobKind.SYNC, JobTrigger.ADMINISTRATOR, person)
        disabled = selected.count() - len(ids)
        queued = counted(count, "sync was", "syncs were")
        busy = f" {len(ids) - count} of the sites have one already." if count < len(ids) else ""
        off = f" {disabled} are disabled." if disabled else ""
        self.message_user(request, f"{queued} queued; see the list of jobs.{busy}{off}")

"""Pages of a site beside its form: the acts of `site_actions`, and the joined URL as one types."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from sites.admin.before_saving import SEEN
from sites.admin.form_to_return_to import CHOICE, SAVE
from sites.admin.site_action import SiteAction
from sites.admin.site_actions import ACTIONS
from sites.admin.site_cards import cards_page
from sites.admin.site_display import joined_url
from sites.admin.store_inline import MOST_STORES
from sites.admin.verifying_first import VerifyingFirst
from sites.errors import ReasonRequiredError, RegisterError
from sites.models import Site


class SitePages(VerifyingFirst, admin.ModelAdmin[Site]):
    """Adds the pages and their buttons to the admin of sites."""

    def get_urls(self) -> list[URLPattern]:
        """The pages' addresses, before those of the form."""
        wrap = self.admin_site.admin_view
        acts = [
            path(
                f"<int:site_id>/{act.slug}/",
                wrap(self.act_view),
                {"act": act},
                name=f"sites_site_{act.slug}",
            )
            for act in ACTIONS
        ]
        join = path("join/", wrap(self.join_view), name="sites_site_join")
        return [join, *acts, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, with a button for each act that this site offers."""
        site = self.get_object(request, object_id)
        offered = site is not None and self.has_change_permission(request, site)
        acts = [act for act in ACTIONS if site is not None and act.is_offered(site)]
        context = {
            **(extra_context or {}),
            "acts": acts if offered else [],
            "has_more_stores": site is not None and site.stores.count() > MOST_STORES,
        }
        return super().change_view(request, object_id, form_url, context)

    def join_view(self, request: HttpRequest) -> HttpResponse:
        """The fragment that shows how a remote joins the URL being typed."""
        return HttpResponse(joined_url(request.GET.get("url", "")))

    def act_view(self, request: HttpRequest, site_id: int, act: SiteAction) -> HttpResponse:
        """Says what the act does; does it on POST."""
        site = get_object_or_404(Site, pk=site_id)
        if not self.has_change_permission(request, site):
            raise PermissionDenied
        if not act.is_offered(site):
            self.message_user(request, act.not_offered(site), messages.WARNING)
            return site_page(site)
        # What the page says when it is opened: the person who confirms has seen this.
        opened = act.impact(site, act.initial(site))
        is_another = request.POST.get(SEEN, opened.fingerprint) != opened.fingerprint
        form = act.form_of(site, request)
        if is_another:
            form = act.form_again(site, request.POST)
        elif request.POST.get(CHOICE, SAVE) == SAVE and form.is_valid():
            try:
                outcome = act.run(site, form.cleaned_data)
            except RegisterError as error:
                form = act.form_again(site, request.POST)
                needs_reason = isinstance(error, ReasonRequiredError)
                form.add_error("reason" if needs_reason else None, str(error))
            else:
                return self.after_act(request, site, outcome.message, outcome.password)
        seen = {"seen": opened.fingerprint, "is_another": is_another}
        context = {**self.act_context(request, act, site), **seen, "form": form}
        return TemplateResponse(request, "admin/act.html", context)

    def act_context(self, request: HttpRequest, act: SiteAction, site: Site) -> dict[str, Any]:
        """What the page of an act says beside its form."""
        impact = act.typed_impact(site, request)
        return {
            **self.admin_site.each_context(request),
            **self.verification(request, str(site.pk), act.proposal(site, request.POST), impact),
            "opts": self.opts,
            "title": act.label,
            "subtitle": site.name,
            "original": site,
            "act": act,
            "consequence": act.consequence(site),
            "impact": impact,
            "may_verify": act.asks_for_url and self.offers_verification(request),
        }

    def after_act(
        self, request: HttpRequest, site: Site, message: str, password: str
    ) -> HttpResponse:
        """Back to the site's page, or to the card where there is a password to show."""
        if password:
            return cards_page(self, request, [(site, password)], message)
        self.message_user(request, message, messages.SUCCESS)
        return site_page(site)


def site_page(site: Site) -> HttpResponse:
    """Goes to the page of the site."""
    return HttpResponseRedirect(reverse("admin:sites_site_change", args=[site.pk]))

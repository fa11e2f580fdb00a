"""Pages of a site beside its form: the acts of `site_actions`, and the joined URL as one types."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from sites.admin.site_actions import ACTIONS, SiteAction
from sites.admin.site_cards import cards_page
from sites.admin.site_display import joined_url
from sites.admin.store_inline import MOST_STORES
from sites.errors import RegisterError
from sites.models import Site


class SitePages(admin.ModelAdmin[Site]):
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
        site = Site.objects.filter(pk=site_id).first()
        if site is None:
            raise Http404
        if not self.has_change_permission(request, site):
            raise PermissionDenied
        if not act.is_offered(site):
            self.message_user(request, act.not_offered(site), messages.WARNING)
            return site_page(site)
        is_post = request.method == "POST"
        form = act.form_class(request.POST if is_post else None, initial=act.initial(site))
        if form.is_valid():
            try:
                outcome = act.run(site, form.cleaned_data)
            except RegisterError as error:
                form = act.form_again(site, request.POST)
                form.add_error(None, str(error))
            else:
                return self.after_act(request, site, outcome.message, outcome.password)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "subtitle": site.name,
            "original": site,
            "act": act,
            "consequence": act.consequence(site),
            "form": form,
        }
        return TemplateResponse(request, "admin/act.html", context)

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

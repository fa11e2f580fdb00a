"""The admin site: the stock Django admin under the portal's name."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache

from portal.admin_sections import sections_of
from portal.help.page import help_page
from portal.overview.page import Overview
from portal.signing_in.account_pages import AccountPages
from portal.signing_in.sign_in_pages import SignInPages
from syncjobs.admin.history_page import HistoryPages
from syncjobs.worker_state import worker_state


class PortalAdminSite(AccountPages, SignInPages, HistoryPages):
    """The admin of the portal. Every page can say whether the workers are well."""

    site_header = "Open mSupply configuration portal"
    site_title = "Portal"
    index_title = "Overview"
    site_url = None
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Adds `worker_state`, which is asked for only where a template shows it."""
        return {**super().each_context(request), "worker_state": SimpleLazyObject(worker_state)}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The first page, with the overview."""
        return super().index(request, {**(extra_context or {}), "overview": _overview(request)})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Adds the addresses of the parts of the overview that move."""
        live = self.admin_view(never_cache(self.overview_live))
        labels = self.admin_view(never_cache(self.overview_labels))
        return [
            path("overview/live/", live, name="overview-live"),
            path("overview/labels/", labels, name="overview-labels"),
            path("help/", self.admin_view(self.help), name="help"),
            *super().get_urls(),
        ]

    def overview_live(self, request: HttpRequest) -> TemplateResponse:
        """The part of the overview that moves."""
        context = {**self.each_context(request), "overview": Overview()}
        return TemplateResponse(request, "admin/overview/live.html", context)

    def help(self, request: HttpRequest) -> TemplateResponse:
        """The help page."""
        page = help_page(request.GET.get("q", ""))
        context = {**self.each_context(request), "title": "Help", "page": page}
        return TemplateResponse(request, "admin/help/help.html", context)

    def overview_labels(self, request: HttpRequest) -> TemplateResponse:
        """The health of the sites by label, of the group that is asked for."""
        if not request.user.has_perm("sites.view_site"):
            raise PermissionDenied
        context = {**self.each_context(request), "overview": _overview(request)}
        return TemplateResponse(request, "admin/overview/labels.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The sections in the order in which they are needed; one app alone stays as it is.

        *Add* leads to the short form of a table that has one for this person.
        """
        apps = super().get_app_list(request, app_label)
        for model in (model for app in apps for model in app["models"]):
            short_form = getattr(self._registry.get(model.get("model")), "short_form", None)
            if short_form is not None and model["add_url"]:
                model["add_url"] = short_form(request) or model["add_url"]
        return apps if app_label else sections_of(apps)


def _overview(request: HttpRequest) -> Overview:
    return Overview(label_group=request.GET.get("group", ""))

"""A new site in a minute: a short form that ends with the card for the people there."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from sites.admin.register_admin import SAVED_BY_SOMEBODY_ELSE, is_taken
from sites.admin.site_cards import cards_page
from sites.credentials import client_secret, generate_password, hash_secret
from sites.errors import RegisterError
from sites.models import Site
from syncjobs.admin.new_site_form import ROWS, ShortSiteForm
from syncjobs.register import register_sites

RIGHTS_TO_MAKE_SITES = ("sites.add_site", "sites.add_store", "sites.change_store")


class NewSites(admin.ModelAdmin[Site]):
    """Adds the short form to the admin of sites."""

    def get_urls(self) -> list[URLPattern]:
        """The address of the short form."""
        new = self.admin_site.admin_view(self.new_view)
        return [path("new/", new, name="sites_site_new"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the buttons for new sites."""
        may_make = {"may_make_sites": self.may_make_sites(request)}
        return super().changelist_view(request, {**may_make, **(extra_context or {})})

    def may_make_sites(self, request: HttpRequest) -> bool:
        """Whether this person may add sites, together with new stores and with free ones."""
        return request.user.has_perms(RIGHTS_TO_MAKE_SITES)

    def short_form(self, request: HttpRequest) -> str:
        """The address of the short form for who may use it; empty for others."""
        return reverse("admin:sites_site_new") if self.may_make_sites(request) else ""

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a new site; makes it on POST and shows its card."""
        if not self.may_make_sites(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.new_page(request, ShortSiteForm())
        row_count = sum(name.startswith("store_code_") for name in request.POST)
        if "more" in request.POST:
            form = ShortSiteForm(initial=request.POST.dict(), row_count=row_count + ROWS)
            form.fields["password"].widget.render_value = True
            return self.new_page(request, form)
        form = ShortSiteForm(request.POST, row_count=row_count)
        if form.is_valid():
            password = form.cleaned_data["password"] or generate_password()
            site = registered_or_refused(form, password)
            if site is not None:
                return self.made_page(request, site, form, password)
        return self.new_page(request, form)

    def made_page(
        self, request: HttpRequest, site: Site, form: ShortSiteForm, password: str
    ) -> HttpResponse:
        """The card with a generated password; a typed one is not shown, so its card has none."""
        self.log_new_sites(request, [site])
        said = f"{site.name} is registered."
        if not form.cleaned_data["password"]:
            return cards_page(self, request, [(site, password)], said)
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:sites_site_card", args=[site.pk]))

    def log_new_sites(self, request: HttpRequest, sites: list[Site]) -> None:
        """Keeps for the admin's list of recent acts who made the sites."""
        said: Any = [{"added": {}}]
        entries: Any = LogEntry.objects
        entries.log_actions(request.user.pk, sites, ADDITION, said)

    def new_page(self, request: HttpRequest, form: ShortSiteForm) -> HttpResponse:
        """The short form."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "New site",
            "form": form,
        }
        return TemplateResponse(request, "admin/sites/site/new.html", context)


def registered_or_refused(form: ShortSiteForm, password: str) -> Site | None:
    """The new site; None when it was refused at the last moment, which the form then says."""
    new_site = form.draft().new_site(hash_secret(client_secret(password)))
    try:
        [site] = register_sites([new_site])
    except RegisterError as error:
        form.add_error(None, str(error))
    except IntegrityError as error:
        if not is_taken(error):
            raise
        form.add_error(None, SAVED_BY_SOMEBODY_ELSE)
    else:
        return site
    return None

"""Cards: what somebody needs who sets a site up, to be shown, printed or read out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.cache import add_never_cache_headers

from sites.admin.portal_address import portal_address
from sites.admin.qr import qr_symbol
from sites.check_words import check_words
from sites.errors import CentralUrlError
from sites.models import Site


@dataclass(frozen=True, slots=True)
class SiteCard:
    """The card of a site; without a password one writes it in, or knows it."""

    site: Site
    url: str
    password: str = field(default="", repr=False)

    @property
    def words(self) -> str:
        """The check words of what is to be entered at the site."""
        return shown_check_words(self.url, self.site)


class SiteCards(admin.ModelAdmin[Site]):
    """Adds the card without a password, which can be opened at any time."""

    def get_urls(self) -> list[URLPattern]:
        """The card's address."""
        card = self.admin_site.admin_view(self.card_view)
        return [path("<int:site_id>/card/", card, name="sites_site_card"), *super().get_urls()]

    def card_view(self, request: HttpRequest, site_id: int) -> HttpResponse:
        """The card of a site, with room for the password."""
        site = get_object_or_404(Site, pk=site_id)
        if not self.has_view_permission(request, site):
            raise PermissionDenied
        return cards_page(self, request, [(site, "")], "Card")


def cards_page(
    model_admin: admin.ModelAdmin[Site],
    request: HttpRequest,
    sites: Sequence[tuple[Site, str]],
    title: str,
) -> HttpResponse:
    """Cards of sites, each with its password or with empty text.

    No other page shows these passwords; they are kept nowhere, in no cache either.
    """
    address = portal_address(request)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "cards": [SiteCard(site, address.url, password) for site, password in sites],
        "site": sites[0][0] if len(sites) == 1 else None,
        "address": address,
        "code": qr_symbol(address.url, "address-code"),
        "has_passwords": any(password for _, password in sites),
    }
    response = TemplateResponse(request, "admin/sites/site/cards.html", context)
    add_never_cache_headers(response)
    return response


def shown_check_words(url: str, site: Site) -> str:
    """The check words with spaces in between; empty where the URL is none that a site could use."""
    try:
        return " ".join(check_words(url, site.name))
    except CentralUrlError:
        return ""

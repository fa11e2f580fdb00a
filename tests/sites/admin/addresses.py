"""Addresses of the admin's pages about sites and stores."""

from sites.models import Site

SITES = "/admin/sites/site/"
ADD = "/admin/sites/site/add/"
STORES = "/admin/sites/store/"
FORM = "site_form"


def page_of(site: Site, act: str = "change") -> str:
    """The page of the site, or of one of its acts."""
    return f"{SITES}{site.pk}/{act}/"

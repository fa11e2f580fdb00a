"""What is said of a site that no store works on."""

from django.contrib import messages
from django.http import HttpRequest

from sites.models import Site


def warn_about_stores(request: HttpRequest, site: Site) -> None:
    """A site without an active store is refused, and needs one even if it is a dummy."""
    if not site.stores.filter(disabled=False).exists():
        messages.warning(
            request,
            f"{site.name} has no active store and will be refused with “Site has no store”."
            " Add one; a dummy store is enough.",
        )

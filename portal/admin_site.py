"""The admin site: the stock Django admin under the portal's name."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from syncjobs.worker_state import worker_state


class PortalAdminSite(admin.AdminSite):
    """The admin of the portal. Every page can say whether the workers are well."""

    site_header = "Open mSupply configuration portal"
    site_title = "Portal"
    index_title = "Overview"
    site_url = None

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Adds `worker_state`, which is asked for only where a template shows it."""
        return {**super().each_context(request), "worker_state": SimpleLazyObject(worker_state)}

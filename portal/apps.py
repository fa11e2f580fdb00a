"""The portal as a Django application, and the admin site that it uses."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

# Importing them registers them.
from portal import checks as checks
from portal.postgres_arrays import send_arrays_in_binary


class PortalConfig(AppConfig):
    """Settings, URLs, roles and checks of the whole."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Sets up what must be so before the first connection to the database."""
        send_arrays_in_binary()


class PortalAdminConfig(AdminConfig):
    """The stock Django admin with the portal's own site class."""

    default_site = "portal.admin_site.PortalAdminSite"

"""The register as a Django application."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Sites and stores. The label is the one of django.contrib.sites, which is never installed."""

    name = "sites"
    verbose_name = "Register"

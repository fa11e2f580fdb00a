"""Jobs as a Django application."""

from django.apps import AppConfig


class SyncJobsConfig(AppConfig):
    """Jobs and steps."""

    name = "syncjobs"
    verbose_name = "Sync jobs"

"""Jobs as a Django application."""

from django.apps import AppConfig

# Importing them registers them.
from syncjobs import checks as checks


class SyncJobsConfig(AppConfig):
    """Jobs and steps."""

    name = "syncjobs"
    verbose_name = "Sync jobs"

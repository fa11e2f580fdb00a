"""The Celery application."""

import os

from celery import Celery
from celery.signals import worker_shutting_down

from syncjobs.jobs.stopping import stop_soon

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("portal.celery_settings")
app.autodiscover_tasks(["syncjobs"])

# A job that takes minutes is handed on to another worker.
worker_shutting_down.connect(stop_soon)

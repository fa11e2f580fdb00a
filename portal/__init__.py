"""The Django project and composition root: settings, URLs, Celery app, admin site, errors."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]

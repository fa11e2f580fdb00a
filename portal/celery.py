"""The Celery application."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_shutting_down

from sites.choices import Door
from sites.doors import through
from syncjobs.jobs.stopping import stop_soon

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class PortalTask(Task):  # type: ignore[type-arg] # it takes no types at run time
    """A task, whose changes of the register are kept as made by the portal itself."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the task returns."""
        with through(Door.PORTAL):
            return super().__call__(*args, **kwargs)


app = Celery("portal", task_cls=PortalTask)
app.config_from_object("portal.celery_settings")
app.autodiscover_tasks(["syncjobs"])

# A job that takes minutes is handed on to another worker.
worker_shutting_down.connect(stop_soon)

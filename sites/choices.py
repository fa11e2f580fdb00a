"""The states that a site and a store can be in."""

from django.db import models


class InitialisationStatus(models.TextChoices):
    """How far the first full load of a site is; the values are the wire's (protocol 3.1).

    New: it has not asked for its data yet. Started: its data is being prepared. Completed: its data
    was prepared. Error: preparing it failed.
    """

    NEW = "new", "New"
    STARTED = "started", "Started"
    COMPLETED = "completed", "Completed"
    ERROR = "error", "Error"


class StoreMode(models.TextChoices):
    """What a store does; the values are those of the `store` record (protocol 10.6)."""

    STORE = "store", "Store"
    DISPENSARY = "dispensary", "Dispensary"

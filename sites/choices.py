"""The states that a site and a store can be in."""

from django.db import models


class InitialisationStatus(models.TextChoices):
    """How far the first full load of a site is; the values are the wire's (protocol 3.1)."""

    NEW = "new", "New: has not asked for its data yet"
    STARTED = "started", "Started: its data is being prepared"
    COMPLETED = "completed", "Completed: its data was prepared"
    ERROR = "error", "Error: preparing its data failed"


class StoreMode(models.TextChoices):
    """What a store does; the values are those of the `store` record (protocol 10.6)."""

    STORE = "store", "Store"
    DISPENSARY = "dispensary", "Dispensary"

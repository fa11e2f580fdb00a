"""What a site, a store and a user of sites can be."""

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


class UserLanguage(models.IntegerChoices):
    """The language in which a site speaks to a user; the values are the wire's (protocol 8.1)."""

    ENGLISH = 0, "English"
    FRENCH = 1, "French"
    SPANISH = 2, "Spanish"
    LAO = 3, "Lao"
    KHMER = 4, "Khmer"
    PORTUGUESE = 5, "Portuguese"
    RUSSIAN = 6, "Russian"
    TETUM = 7, "Tetum"

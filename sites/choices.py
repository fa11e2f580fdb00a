"""What a site, a store, a user of sites and a login can be."""

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


class LoginOutcome(models.TextChoices):
    """What became of a login at a site (protocol 8.1).

    Only the first two let the person in. No store: the site itself will refuse, because the user
    has no store that works there. Left to the site: the portal has no password to compare with, or
    no time to do so, and the site lets in whom it remembers.
    """

    LET_IN = "let_in", "Let in"
    NO_STORE = "no_store", "Right password, but no store there"
    WRONG_PASSWORD = "wrong_password", "Wrong password"
    UNKNOWN_NAME = "unknown_name", "Unknown user name"
    INACTIVE = "inactive", "Not active"
    LEFT_TO_SITE = "left_to_site", "No password here: left to the site"
    TOO_MANY = "too_many", "Too many at that moment: left to the site"
    LOCKED_OUT = "locked_out", "Refused: locked out"


class LockoutKind(models.TextChoices):
    """What is locked out: a user name at one address, a name anywhere, or all of an address."""

    NAME_AND_ADDRESS = "name_and_address", "User name from one address"
    NAME = "name", "User name from any address"
    ADDRESS = "address", "All users from one address"


class Door(models.TextChoices):
    """Through which door a change came in."""

    ADMIN = "admin", "Admin"
    API = "api", "REST API"
    COMMAND = "command", "Command"
    SITE = "site", "Call of a site"
    PORTAL = "portal", "The portal itself"

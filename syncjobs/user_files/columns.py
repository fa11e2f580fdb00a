"""The columns of a file of users, as docs/users-of-sites.md tells them."""

from typing import Final

from syncjobs.csv_table import heading_name

TEXTS: Final = ("name", "first_name", "last_name", "job_title", "email", "phone")
STORES: Final = "stores"
CLOSED_STORES: Final = "stores_without_login"
DEFAULT_STORE: Final = "default_store"
PASSWORD: Final = "password"  # noqa: S105 - the name of a column
# In the order of an export.
EXPORTED: Final = (
    "id",
    *TEXTS,
    "language",
    "active",
    DEFAULT_STORE,
    STORES,
    CLOSED_STORES,
)
# An export tells these, and an import leaves them alone.
ONLY_TOLD: Final = ("has_password", "last_login_at")
READ: Final = frozenset({*EXPORTED, PASSWORD})
# As the `user` record names them (protocol 10.6), so that an export of records can be taken over.
OTHER_NAMES: Final = {"e_mail": "email", "phone1": "phone"}
YES: Final = frozenset({"yes", "true", "1"})
NO: Final = frozenset({"no", "false", "0"})


def column_of(heading: str) -> str:
    """The column that a heading of the file names, whatever its case."""
    name = heading_name(heading)
    return OTHER_NAMES.get(name, name)

"""Values that no column can hold, such as letters in the place of an id.

No page sends them; who makes up a request does, and Django's own lists, forms and fields hand them
on to the database.
"""

from traceback import walk_tb
from typing import Final

from django.db import DataError

# The SQLSTATE of PostgreSQL; psycopg itself refuses NUL, and without one.
NUMBER_TOO_LARGE: Final = "22003"


def is_impossible_value(error: Exception) -> bool:
    """Whether this was raised because a value cannot be one of the column that it is for."""
    if isinstance(error, DataError):
        return getattr(error.__cause__, "sqlstate", None) in {NUMBER_TOO_LARGE, None}
    module, function = _place_of(error)
    if isinstance(error, OverflowError):
        return module.startswith("django.db.")
    return isinstance(error, ValueError) and function == "get_prep_value"


def _place_of(error: Exception) -> tuple[str, str]:
    """The module and the function that raised it."""
    *_, (frame, _) = walk_tb(error.__traceback__)
    return frame.f_globals["__name__"], frame.f_code.co_name

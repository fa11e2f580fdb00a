"""Can the record be told to other sites at all? What their JSON reader refuses must not reach them.

A site's reader stops at text that is not Unicode, at numbers beyond the range of a double, and at
127 levels of nesting; with one such record in a batch it would never get past that batch. NUL it
reads, but its database may not store it.
"""

import math
from typing import Any, Final

from syncjobs.choices import LONGEST_RECORD_ID
from syncjobs.exchange.entry import Entry
from syncjobs.exchange.set_aside import SetAsideError
from syncjobs.records.conversions import convert_for_clients
from syncjobs.records.routing import is_id

DEEPEST: Final = 100
# From here on a site's reader takes an integer for something else.
BEYOND_INTEGERS: Final = 2**64
DOCUMENTS: Final = "om_document"
AT_THE_SITE = "Correct the record at the site; it is pushed again by itself."


def refuse_illegible(entry: Entry) -> None:
    """Raises SetAsideError for an id or content that would stop the receivers."""
    if not is_id(entry.record_id, LONGEST_RECORD_ID):
        raise SetAsideError(
            "record_id_invalid",
            f"The record's id has {len(entry.record_id)} characters, or one that no id has;"
            f" 1 to {LONGEST_RECORD_ID} are allowed.",
            AT_THE_SITE,
        )
    refuse_illegible_value(entry.record_data)
    if entry.table_name == DOCUMENTS and isinstance(entry.record_data, dict):
        # The text in it is told to sites as what it says (protocol 10.4).
        refuse_illegible_value(convert_for_clients(DOCUMENTS, entry.record_data))


def refuse_illegible_value(value: Any) -> None:
    """Raises SetAsideError when a site's JSON reader would not take this value."""
    level: list[Any] = [[value]]
    for _ in range(DEEPEST + 2):
        if not level:
            return
        level = [inner for each in level for inner in _inside(each)]
    raise SetAsideError(
        "too_deep", f"The content is nested deeper than {DEEPEST} levels.", AT_THE_SITE
    )


def _inside(value: Any) -> list[Any]:
    """The values inside a value that are not plain; of the plain ones each is looked at."""
    if isinstance(value, dict):
        for name in value:
            _refuse_broken_text(name)
        values = list(value.values())
    else:
        values = value
    found = []
    for each in values:
        kind = type(each)
        if kind is str:
            _refuse_broken_text(each)
        elif kind is float or kind is int:
            _refuse_too_large(each)
        elif kind is dict or kind is list:
            found.append(each)
    return found


def _refuse_broken_text(text: str) -> None:
    if "\0" in text:
        raise SetAsideError(
            "text_has_nul",
            "The content has the character NUL, which sites on PostgreSQL cannot store.",
            AT_THE_SITE,
        )
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise SetAsideError(
                "text_not_unicode",
                "The content has half of a Unicode character, which no site can read.",
                AT_THE_SITE,
            ) from error


def _refuse_too_large(number: float) -> None:
    if not abs(number) < BEYOND_INTEGERS and (isinstance(number, int) or not math.isfinite(number)):
        raise SetAsideError(
            "number_too_large", "The content has a number that no site can read.", AT_THE_SITE
        )

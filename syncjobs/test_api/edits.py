"""The records that a test edits as the centre would, read from the JSON of a call.

Tables that the portal does not know are ignored quietly, whatever is said of them: tests also send
tables that only the legacy server has, such as `site`.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from syncjobs.choices import LONGEST_RECORD_ID
from syncjobs.exchange.errors import RequestBodyError
from syncjobs.exchange.legible import refuse_illegible_value
from syncjobs.exchange.set_aside import SetAsideError
from syncjobs.records.central_edits import Edit, record_id_of
from syncjobs.records.completion import parse_json_texts
from syncjobs.records.routing import is_id
from syncjobs.records.tables import TABLES

UPSERT_READABLE: Final = 'Send {"table": [{"ID": "…", …}, …], …}.'
DELETE_READABLE: Final = 'Send {"table": ["id", …], …}.'

Read = Callable[[str, str, Any], Edit]


def read_upserts(body: Any) -> list[Edit]:
    """The edits in the body of an upsert; null means none.

    Raises RequestBodyError, whose sentence names what is wrong, such as `item[2].ID`.
    """
    return list(_edits(body, _upsert, UPSERT_READABLE))


def read_deletes(body: Any) -> list[Edit]:
    """The edits in the body of a delete; null means none. Raises RequestBodyError likewise."""
    return list(_edits(body, _delete, DELETE_READABLE))


def _edits(body: Any, read: Read, readable: str) -> Iterator[Edit]:
    if not isinstance(body, dict | None):
        raise RequestBodyError("The body is not a JSON object.", readable)
    for table_name, entries in (body or {}).items():
        if table_name not in TABLES:
            continue
        if not isinstance(entries, list):
            raise RequestBodyError(f"{table_name} is not a list.", readable)
        for position, entry in enumerate(entries):
            yield read(table_name, f"{table_name}[{position}]", entry)


def _upsert(table_name: str, place: str, record: Any) -> Edit:
    if not isinstance(record, dict):
        raise RequestBodyError(f"{place} is not a JSON object.", UPSERT_READABLE)
    # The text that says JSON becomes what it says, so that is what sites must be able to read.
    members = parse_json_texts(table_name, record)
    try:
        refuse_illegible_value(members)
    except SetAsideError as error:
        raise RequestBodyError(f"{place}: {error.text}") from error
    record_id = _record_id(record_id_of(table_name, members), f"{place}.ID", UPSERT_READABLE)
    return Edit(table_name, record_id, members)


def _delete(table_name: str, place: str, record_id: Any) -> Edit:
    return Edit(table_name, _record_id(record_id, place, DELETE_READABLE), None)


def _record_id(value: object, place: str, readable: str) -> str:
    if not isinstance(value, str) or not is_id(value, LONGEST_RECORD_ID):
        raise RequestBodyError(
            f"{place} is missing, or no text of 1 to {LONGEST_RECORD_ID} characters.", readable
        )
    return value

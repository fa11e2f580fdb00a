"""Where a record belongs, read from its JSON (protocol 10.2)."""

from collections.abc import Mapping
from typing import NamedTuple

from syncjobs.choices import LONGEST_RECORD_ID
from syncjobs.records.tables import RecordClass, Table

# Of the id of a store or of its name, as the register keeps it.
LONGEST_STORE_ID = 64
# Stands where a text could not be kept as it was.
REPLACEMENT = "\ufffd"


class Routing(NamedTuple):
    """The routing columns of a record, as in `syncjobs.models.Record`."""

    owner_store_id: str | None = None
    partner_name_id: str | None = None
    partner_store_id: str | None = None
    parent_id: str | None = None
    person_id: str | None = None
    joined_id: str | None = None
    is_active: bool = True


def route(table: Table, data: Mapping[str, object]) -> Routing:
    """The routing of a record of this table with this content.

    A name that is a patient is a person; every other name is central data.
    """
    person = _record_id(data, table.person)
    if table.record_class is RecordClass.NAME and data.get("type") == "patient":
        person = _record_id(data, "ID")
    return Routing(
        owner_store_id=_store_id(data, table.owner),
        partner_name_id=_store_id(data, table.partner_name),
        partner_store_id=_store_id(data, table.partner_store),
        parent_id=_record_id(data, table.parent_member),
        person_id=person,
        joined_id=_record_id(data, table.joined),
        is_active=data.get("inactive") is not True,
    )


def _record_id(data: Mapping[str, object], member: str) -> str | None:
    return _text(data, member, LONGEST_RECORD_ID)


def _store_id(data: Mapping[str, object], member: str) -> str | None:
    return _text(data, member, LONGEST_STORE_ID)


def _text(data: Mapping[str, object], member: str, longest: int) -> str | None:
    """The member as an id; None for anything that cannot be one."""
    value = data.get(member) if member else None
    return value if isinstance(value, str) and is_id(value, longest) else None


def is_id(text: str, longest: int) -> bool:
    """Whether the text can be an id of at most so many characters, which a database can keep."""
    if not 0 < len(text) <= longest or "\0" in text or REPLACEMENT in text:
        return False
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)

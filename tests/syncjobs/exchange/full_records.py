"""Records of every table with a value in every member, as hard to carry as JSON allows."""

import json
from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, Final

from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change, Key
from syncjobs.records.fields import Field, Kind, fields_of
from syncjobs.records.tables import TABLES, RecordClass
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.integration.client_rules import CLEARED, ENFORCED
from syncjobs.simulation.storage.record_store import Record
from tests.syncjobs.exchange.two_sites import Replica, store_of

TEXTS: Final = (
    "ភាសាខ្មែរ គិលានដ្ឋាន",
    "ພາສາລາວ ໂຮງໝໍ",
    "👩🏽\u200d⚕️🏥🇰🇭",
    'quotes " and \\" and \\\\ and / and \'',
    "line\nline\r\n\ttab \b\f \x01\x1f\x7f",
    "\u2028\u2029\u00a0\ufeff\ufffd\U0010ffff",
    "e\u0301 é n\u0303 ñ Ǆ İ ß",
    '{"json": [1, null]}',
    " ",
    "null",
    "0000-00-00",
    "<b>&amp; %s {0} $1 '; DROP TABLE record; --",
    "long " * 1_500,
)
DOUBLES: Final = (
    0.1,
    1e-7,
    1e22,
    2.0,
    -0.0,
    1 / 3,
    123456789.123456789,
    5e-324,
    1.7976931348623157e308,
)
UNKNOWN: Final[Mapping[str, Any]] = {
    "charge code": "ស 12",
    "": "a member without a name",
    "ຂໍ້": [],
    "deep": {"a": [{"b": {"c": [[], {}, None, [0.1, [-0.0]]]}}], "oms_fields": {"": None}},
    "integers": [2**63 - 1, -(2**63), 2**53 + 1, 0, -1],
    "doubles": list(DOUBLES),
    "nothing": None,
    "truths": [True, False],
}
# Longer than any buffer on the way.
LONG: Final = "ខ្មែរ ລາວ 🏥\n" * 17_000

_VALUES: Final = {
    Kind.TEXT: TEXTS,
    Kind.NUMBER: DOUBLES,
    Kind.NUMBER_OR_ZERO: (0.1, None),
    Kind.INTEGER: (2**31 - 1, -(2**31), 7),
    Kind.LONG_INTEGER: (2**63 - 1, -(2**63), 7),
    Kind.INTEGER_OR_TEXT: (4, "four"),
    Kind.NUMBER_AS_TEXT: ("3.25", "12"),
    Kind.BOOLEAN: (True, False),
    Kind.DATE: ("2024-02-29", "1899-12-31"),
    Kind.DATETIME: ("2024-03-05T14:30:00", "2024-03-05T23:59:59.123"),
    Kind.SECONDS: ("23:59:59", "00:00:00", "14:30:00"),
    Kind.JSON: (dict(UNKNOWN), [], {}, [None, "", {"": ""}]),
}
# What decides what a record is, or that a site has a use for it.
_CHOSEN: Final[Mapping[str, Record]] = {
    "list_master": {"inactive": False},
    # A site writes nothing into the members that it does not keep.
    "name": {"type": "patient", "custom_data": None},
    "name_store_join": {"inactive": False},
    "transact": {
        "type": "ci",
        "status": "nw",
        "mode": "store",
        "prescriber_ID": "",
        "goods_received_ID": None,
        # There must be room for the number of the next one.
        "invoice_num": 12,
    },
    "requisition": {
        "type": "request",
        "status": "sg",
        "om_status": "DRAFT",
        "serial_number": 12,
    },
}
CENTRAL: Final = tuple(
    table.name
    for table in TABLES.values()
    if table.record_class is RecordClass.CENTRAL
    and table.name not in {"store", "name_tag_join", "contact", "list_master_name_join"}
)
PUSHED: Final = tuple(
    table.name for table in TABLES.values() if table.up and not table.from_central_only
)


def full_record(table_name: str, record_id: str) -> Record:
    """A record with every member that sites read, and some that they do not."""
    turns = {kind: cycle(values) for kind, values in _VALUES.items()}
    fields = fields_of(table_name) or {}
    values = {name: _value(field, turns) for name, field in fields.items()}
    return {**UNKNOWN, **values, **_CHOSEN.get(table_name, {}), "ID": record_id}


def _value(field: Field, turns: Mapping[Kind, Iterator[Any]]) -> Any:
    if field.kind is Kind.CHOICE:
        return next(iter(field.values), "InvoiceCreated")
    if field.kind is Kind.OBJECT and not (field.members or field.each):
        return dict(UNKNOWN)
    if field.kind in {Kind.OBJECT, Kind.ARRAY}:
        inner = {name: _value(each, turns) for name, each in field.each.items()}
        if field.kind is Kind.ARRAY:
            return [inner]
        named = {"ສ ខ": inner} if inner else {}
        return {**named, **{name: _value(each, turns) for name, each in field.members.items()}}
    return next(turns[field.kind])


def publish_central_records() -> None:
    """One full record of each central table."""
    author_changes(
        Change(table_name, f"{table_name}-full", _referring(table_name, {}))
        for table_name in CENTRAL
    )


def enter_everything(site: SimulatedSite, store_code: str, partner_code: str) -> list[Key]:
    """Enters a full record of each table that sites push, in this store; returns their keys.

    The transfers among them are addressed to the store `partner_code`.
    """
    store, partner = store_of(store_code), store_of(partner_code)
    ids = {table_name: f"{table_name}-{store_code}" for table_name in PUSHED}
    places = {
        "store_ID": store.pk,
        "storeID": store.pk,
        "fromStoreID": store.pk,
        "toStoreID": partner.pk,
        "facility_ID": partner.pk,
        "supplying_store_id": store.pk,
        "context_ID": "Patient",
    }
    for table_name in PUSHED:
        record = _referring(table_name, ids)
        record |= {name: value for name, value in places.items() if name in record}
        if table_name in {"requisition", "transact", "purchase_order"}:
            record["name_ID"] = partner.name_id
        site.save(table_name, record)
    return list(ids.items())


def _referring(table_name: str, ids: Mapping[str, str]) -> Record:
    """A full record that refers to those of `ids`, and to central ones for other tables."""
    record = full_record(table_name, ids.get(table_name, f"{table_name}-full"))
    references = {**ENFORCED.get(table_name, {}), **CLEARED.get(table_name, {})}
    for path, target in references.items():
        outer, _, member = path.rpartition(".")
        owner = record[outer] if outer else record
        if member not in _CHOSEN.get(table_name, {}):
            owner[member] = ids.get(target, f"{target}-full")
    return record


def exact(records: Replica) -> dict[Key, str]:
    """The records as text, in which 1 is not 1.0."""
    return {
        key: json.dumps(record, sort_keys=True, ensure_ascii=False)
        for key, record in records.items()
    }

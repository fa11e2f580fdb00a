"""Records of every table, with every member that the reference has and some that it has not."""

from collections.abc import Mapping
from typing import Any

from sites.models import Store
from syncjobs.records.fields import Field, Kind, fields_of
from syncjobs.records.tables import TABLES

Records = dict[str, list[dict[str, Any]]]

VALUES: dict[Kind, Any] = {
    Kind.NUMBER: 2.5,
    Kind.INTEGER: 7,
    Kind.LONG_INTEGER: 5_000_000_000,
    Kind.BOOLEAN: False,
    Kind.DATE: "2024-03-05",
    Kind.DATETIME: "2024-03-05T14:30:00",
    Kind.SECONDS: 52_200,
    Kind.JSON: {"a": [1, 2.5, None, {"b": "ç"}]},
    Kind.NUMBER_OR_ZERO: 1.25,
    Kind.NUMBER_AS_TEXT: "3",
    Kind.INTEGER_OR_TEXT: 4,
}
UNKNOWN = {"colour": "red", "flag_1": None, "count": 3, "ratio": 0.1, "more": {"x": [True, 2]}}


def sample(table_name: str, record_id: str, **members: Any) -> dict[str, Any]:
    """A record that clients read, with every member; `members` are put in the place of some."""
    fields = fields_of(table_name) or {}
    return _object(fields) | UNKNOWN | {"ID": record_id} | members


def sample_world(store: Store, partner: Store, site_id: int) -> Records:
    """Records of every table that has to do with this store, which is on this site."""
    store_id, name_id = store.pk, store.name_id
    own: dict[str, dict[str, Any]] = {
        "store": {
            "name_ID": "name-1",
            "code": "NEW",
            "sync_id_remote_site": site_id,
            "disabled": False,
        },
        "list_master": {"inactive": False},
        "message": {"toStoreID": store_id, "fromStoreID": partner.pk},
        "sensor": {"storeID": store_id},
        "indicator_value": {"store_ID": store_id, "facility_ID": partner.pk},
        "clinician": {"store_ID": ""},
        "clinician_store_join": {"store_ID": store_id, "prescriber_ID": "clinician-1"},
        "nameInsuranceJoin": {"nameID": "patient-1"},
        "om_document": {"owner_name_ID": "patient-1"},
        "name_store_join": {"store_ID": store_id, "name_ID": "patient-1"},
        "transact": {"store_ID": store_id, "name_ID": partner.name_id},
        "requisition": {"store_ID": partner.pk, "name_ID": name_id},
    }
    records: Records = {}
    for table_name, table in TABLES.items():
        members = {table.owner: store_id} if table.owner else {}
        if table.parent:
            members = {table.parent_member: f"{table.parent}-1"}
        members |= own.get(table_name, {})
        records[table_name] = [sample(table_name, f"{table_name}-1", **members)]
    records["name"].append(sample("name", "patient-1", type="patient"))
    return records


def _object(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {name: _value(field) for name, field in fields.items()}


def _value(field: Field) -> Any:
    if field.kind in VALUES:
        return VALUES[field.kind]
    if field.kind is Kind.CHOICE:
        return field.values[0] if field.values else "Anything"
    if field.kind is Kind.ARRAY:
        return [_object(field.each)]
    if field.kind is Kind.OBJECT:
        inner = {"tag": _object(field.each)} if field.each else {"extra": None}
        return _object(field.members) | inner
    return f"{field.name} é"

"""The records that a new data set starts with, and those of the stores that are there already.

Open mSupply needs before it is usable (protocol 10.5): the name that inventory adjustments are
booked against, one for repacks, the service item and the home currency. A data set that has central
data already keeps it. What is written here is frozen: it does not follow later changes of the code.
"""

import json
import uuid
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

NAME = {
    "customer": False,
    "supplier": False,
    "supplying_store_id": "",
    "first": "",
    "last": "",
    "female": False,
    "date_of_birth": "0000-00-00",
    "phone": "",
    "charge code": "",
    "comment": "",
    "country": "",
    "bill_address1": "",
    "bill_address2": "",
    "email": "",
    "url": "",
    "manufacturer": False,
    "donor": False,
    "hold": False,
    "NEXT_OF_KIN_ID": "",
    "next_of_kin_relative": "",
    "created_date": "0000-00-00",
    "national_health_number": "",
    "isDeceased": False,
    "om_created_datetime": "",
    "om_gender": "",
    "om_date_of_death": "",
    "HSH_code": "",
    "HSH_name": "",
    "currency_ID": "",
}
SERVICE_ITEM = {
    "item_name": "Service",
    "code": "service",
    "unit_ID": "",
    "type_of": "service",
    "default_pack_size": 1,
    "is_vaccine": False,
    "VEN_category": "",
    "strength": "",
    "doses": 0,
    "category_ID": "",
    "restricted_location_type_ID": "",
    "volume_per_pack": 0,
    "universalcodes_code": "",
}
HOME_CURRENCY = {
    "rate": 1,
    "currency": "USD",
    "is_home_currency": True,
    "date_updated": "0000-00-00",
}


def write_records(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    """Writes them as the first entries of the central log."""
    log = apps.get_model("syncjobs", "CentralLog")
    record = apps.get_model("syncjobs", "Record")
    rows = [*_starting_rows(), *_rows_of_stores(apps.get_model("sites", "Store"))]
    record.objects.bulk_create(
        record(
            table_name=table_name,
            record_id=data["ID"],
            data=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
            central_cursor=cursor,
            changed_at=timezone.now(),
        )
        for cursor, (table_name, data) in enumerate(rows, start=1)
    )
    log.objects.create(pk=1, last_cursor=len(rows))


def _starting_rows() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("currency", {"ID": _new_id(), **HOME_CURRENCY}),
        ("name", _name(_new_id(), "Inventory adjustments", "invad", "invad")),
        ("name", _name(_new_id(), "Repacks", "repack", "repack")),
        ("item", {"ID": _new_id(), **SERVICE_ITEM}),
    ]


def _rows_of_stores(store_model: Any) -> list[tuple[str, dict[str, Any]]]:
    rows: list[tuple[str, dict[str, Any]]] = []
    for store in store_model.objects.order_by("created_at"):
        name = _name(store.name_id, store.name, store.code, "store")
        rows.append(("name", name | {"customer": True, "supplier": True}))
        rows.append(
            (
                "store",
                {
                    "ID": store.pk,
                    "name_ID": store.name_id,
                    "code": store.code,
                    "sync_id_remote_site": store.site_id or 0,
                    "logo": "",
                    "store_mode": store.mode,
                    "created_date": store.created_at.date().isoformat(),
                    "disabled": store.disabled,
                },
            )
        )
    return rows


def _name(record_id: str, name: str, code: str, kind: str) -> dict[str, Any]:
    return {"ID": record_id, "name": name, "code": code, "type": kind, **NAME}


def _new_id() -> str:
    return uuid.uuid4().hex.upper()


class Migration(migrations.Migration):
    """Runs once, on new and on existing databases."""

    dependencies = [("syncjobs", "0002_records"), ("sites", "0001_initial")]

    operations = [migrations.RunPython(write_records, migrations.RunPython.noop)]

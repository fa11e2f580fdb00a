"""Pushed records that were set aside, for one reason or another."""

from typing import Any

from django.utils import timezone

from sites.models import Site
from syncjobs.models import SetAsideRecord

SET_ASIDE = "/admin/syncjobs/setasiderecord/"


def page_of(row: SetAsideRecord, act: str = "change") -> str:
    """The page of the row, or of one of its acts."""
    return f"{SET_ASIDE}{row.pk}/{act}/"


def a_line(number: int = 1, header: str = "header") -> dict[str, Any]:
    """The content of a line of a stocktake."""
    return {"ID": f"line-{number}", "stock_take_ID": header, "item_name": "Amoxicillin"}


def set_aside_row(site: Site, record_id: str = "odd-1", **values: Any) -> SetAsideRecord:
    """A row as it is written when a site pushes something that the portal does not know."""
    columns = {
        "table_name": "odd_table",
        "action": "Update",
        "data": '{"ID": "odd-1", "name": "Caf\\u00e9"}',
        "reason_code": "unknown_table",
        "reason": "The portal does not know the table 'odd_table'.",
        "advice": "A newer portal may know it; try the record again after its upgrade.",
        "set_aside_at": timezone.now(),
    } | values
    return SetAsideRecord.objects.create(site=site, record_id=record_id, **columns)

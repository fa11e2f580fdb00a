"""How a site writes the members that it reads in another form (protocol 10.4).

A record that was received and changed here is pushed in the site's own spelling; one that is
spelled so already stays as it is.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from syncjobs.simulation.storage.buffer import as_json
from syncjobs.simulation.storage.record_store import Record

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def as_pushed(table_name: str, record: Record) -> Record:
    """A copy of the record as the site pushes it."""
    pushed = dict(record)
    for member, write in _SPELLINGS.get(table_name, {}).items():
        if member in record:
            pushed[member] = write(record[member])
    for member in _CONSTANTS.get(table_name, ()):
        if member in record:
            pushed[member] = None
    return pushed


def _datetime(value: Any) -> Any:
    is_day = isinstance(value, str) and _DAY.fullmatch(value)
    return f"{value}T00:00:00" if is_day else value


def _clock(value: Any) -> Any:
    if type(value) is not int:
        return value
    return str(timedelta(seconds=value)).rjust(8, "0")


def _null_for_zero(value: Any) -> Any:
    return None if value == 0 else value


def _json_text(value: Any) -> Any:
    return value if isinstance(value, str) else as_json(value)


# Members whose value a site does not keep.
_CONSTANTS: Final = {
    "item": ("category_ID",),
    "name": ("custom_data",),
    "transact": ("goods_received_ID",),
}

_SPELLINGS: Final[dict[str, dict[str, Callable[[Any], Any]]]] = {
    "location_movement": {"enter_time": _clock, "exit_time": _clock},
    "message": {"createdTime": _clock},
    "om_document": {"data": _json_text},
    "purchase_order": dict.fromkeys(
        (
            "agent_commission",
            "document_charge",
            "communications_charge",
            "insurance_charge",
            "freight_charge",
            "curr_rate",
        ),
        _null_for_zero,
    ),
    "purchase_order_line": {"quan_adjusted_order": _null_for_zero},
    "requisition": {"date_entered": _datetime},
    "sensor": {"lastConnectionTime": _clock},
    "Stock_take": {"stock_take_created_date": _datetime, "stock_take_time": _clock},
    "temperature_breach": {"start_time": _clock, "end_time": _clock},
    "temperature_log": {"time": _clock},
    "transact": {
        "entry_date": _datetime,
        "entry_time": _clock,
        "confirm_time": _clock,
        "finalised_time": _clock,
        "insuranceDiscountAmount": _null_for_zero,
        "insuranceDiscountRate": _null_for_zero,
    },
    "vaccine_vial_monitor_status_log": {"date": _datetime, "time": _clock},
}

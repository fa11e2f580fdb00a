"""What changes between the record that a site pushes and the one that sites read (protocol 10.4).

A site writes some members in another form than it reads, leaves out members that it does not know,
and writes a constant where it knows no value. Everything else goes out as it came in.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

# Members whose pushed value says nothing: it must not overwrite the stored one.
CONSTANT_WHEN_PUSHED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "item": frozenset({"category_ID"}),
        "name": frozenset({"custom_data"}),
        "name_store_join": frozenset({"inactive"}),
        "transact": frozenset({"goods_received_ID"}),
    }
)

# Records that also have members of central origin, which a push does not carry.
MERGED_TABLES: Final = frozenset({"clinician", "item", "name", "name_store_join"})

# Python's own parser also reads forms that no site writes, and in newer versions 24:00:00.
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(\.[0-9]{1,9})?")


def convert_for_clients(table_name: str, data: dict[str, object]) -> dict[str, object]:
    """A copy of a stored record in the form in which clients read it (protocol 10.4).

    It may be any JSON object, also one that is converted already: a value that is not of the form
    in which sites push it stays as it is.
    """
    converted = dict(data)
    for name, convert in CONVERSIONS.get(table_name, {}).items():
        if name in data:
            converted[name] = convert(data[name])
    return converted


def merge_pushed(
    table_name: str, stored: dict[str, object] | None, pushed: dict[str, object]
) -> dict[str, object]:
    """The record to store when a site pushes `pushed` over `stored` (None: nothing is stored).

    In the tables that have members of central origin the pushed members are laid over the stored
    ones; in all others the pushed record takes the place of the stored one. A member that is a
    constant in pushes keeps its stored value.
    """
    if stored is None:
        return dict(pushed)
    merged = stored | pushed if table_name in MERGED_TABLES else dict(pushed)
    constants = CONSTANT_WHEN_PUSHED.get(table_name, frozenset())
    return merged | {name: value for name, value in stored.items() if name in constants}


def date_of_datetime(text: str) -> str | None:
    """The date in `YYYY-MM-DDTHH:MM:SS[.fff]`; None unless it is a date and time that exists."""
    day, separator, moment = text.partition("T")
    if not separator or not is_date(day) or seconds_of_time(moment) is None:
        return None
    return day


def is_date(text: str) -> bool:
    """Whether this is a day of the calendar, as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def seconds_of_time(text: str) -> int | None:
    """The whole seconds from midnight to `HH:MM:SS[.fff]`; None unless it is a time of a day."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])


def structure_of_json(text: str) -> dict[str, object] | list[object] | None:
    """The object or list that is written in the text; None if it is anything else than that."""
    try:
        parsed = json.loads(text, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict | list) else None


def _finite(text: str) -> float:
    """Raises ValueError for what Python would read but no client: NaN, Infinity, 1e999."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _to_date(value: object) -> object:
    return (date_of_datetime(value) if isinstance(value, str) else None) or value


def _to_seconds(value: object) -> object:
    seconds = seconds_of_time(value) if isinstance(value, str) else None
    return value if seconds is None else seconds


def _to_zero(value: object) -> object:
    return 0 if value is None else value


def _to_structure(value: object) -> object:
    structure = structure_of_json(value) if isinstance(value, str) else None
    return value if structure is None else structure


CONVERSIONS: Final[Mapping[str, Mapping[str, Callable[[object], object]]]] = MappingProxyType(
    {
        "Stock_take": {"stock_take_created_date": _to_date, "stock_take_time": _to_seconds},
        "location_movement": {"enter_time": _to_seconds, "exit_time": _to_seconds},
        "message": {"createdTime": _to_seconds},
        "om_document": {"data": _to_structure},
        "purchase_order": {
            "agent_commission": _to_zero,
            "document_charge": _to_zero,
            "communications_charge": _to_zero,
            "insurance_charge": _to_zero,
            "freight_charge": _to_zero,
            "curr_rate": _to_zero,
        },
        "purchase_order_line": {"quan_adjusted_order": _to_zero},
        "requisition": {"date_entered": _to_date},
        "sensor": {"lastConnectionTime": _to_seconds},
        "temperature_breach": {"start_time": _to_seconds, "end_time": _to_seconds},
        "temperature_log": {"time": _to_seconds},
        "transact": {
            "entry_date": _to_date,
            "entry_time": _to_seconds,
            "confirm_time": _to_seconds,
            "finalised_time": _to_seconds,
            "insuranceDiscountAmount": _to_zero,
            "insuranceDiscountRate": _to_zero,
        },
        "vaccine_vial_monitor_status_log": {"date": _to_date, "time": _to_seconds},
    }
)

"""The answers of the Open mSupply central server as a site reads them (protocol 7.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from syncjobs.simulation.calls.strict_json import Members, StrictJsonError, parse
from syncjobs.simulation.calls.wire import WireRecord, read_record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class V6Batch:
    """A batch of records with the place in the log where it ends."""

    end_cursor: int
    total_records: int
    is_last_batch: bool
    records: list[WireRecord]


@dataclass(frozen=True, slots=True)
class V6Refusal:
    """An error in the envelope: its variant, and what it says."""

    variant: str
    detail: str


def read_envelope(body: bytes, read_data: Callable[[Any], T]) -> T | V6Refusal:
    """The `data` of the envelope, or its error; raises StrictJsonError."""
    reply = parse(body)
    if not isinstance(reply, dict) or len(reply) != 1:
        raise StrictJsonError("the answer is not an envelope with one member")
    match reply:
        case {"data": data}:
            return read_data(data)
        case {"error": str(variant)}:
            return V6Refusal(variant, "")
        case {"error": {**error}} if len(error) == 1:
            [(name, detail)] = error.items()
            return V6Refusal(str(name), str(detail))
    raise StrictJsonError("the answer is neither `data` nor `error`")


def read_is_integrating(data: Any) -> bool:
    """The data of `site_status`."""
    return Members(data, "`data`").boolean("is_integrating")


def read_records_pushed(data: Any) -> int:
    """The data of `push`."""
    return Members(data, "`data`").unsigned("records_pushed")


def read_batch(data: Any) -> V6Batch:
    """The data of `pull`."""
    members = Members(data, "`data`")
    return V6Batch(
        end_cursor=members.unsigned("end_cursor"),
        total_records=members.unsigned("total_records"),
        is_last_batch=members.boolean("is_last_batch"),
        records=members.each("records", _read_entry),
    )


def _read_entry(value: Any) -> WireRecord:
    members = Members(value, "an element of `records`")
    members.unsigned("cursor")
    return read_record(Members(members.any("record", None), "`record`"))

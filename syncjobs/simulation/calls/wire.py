"""The answers of V5 as a site reads them (protocol 2.1 and 3)."""

import enum
from dataclasses import dataclass
from typing import Any, Final

from syncjobs.simulation.calls.strict_json import Members, StrictJsonError, parse


class Action(enum.StrEnum):
    """What to do with a record; the site treats insert and update alike."""

    UPSERT = "upsert"
    DELETE = "delete"
    MERGE = "merge"


ACTIONS: Final = {
    spelling: action
    for name, action in (
        ("insert", Action.UPSERT),
        ("update", Action.UPSERT),
        ("delete", Action.DELETE),
        ("merge", Action.MERGE),
    )
    for spelling in (name, name.capitalize())
}


class InitialisationStatus(enum.StrEnum):
    """Where the server stands with the site's queue."""

    NEW = "new"
    STARTED = "started"
    COMPLETED = "completed"
    ERROR = "error"


class StatusCode(enum.StrEnum):
    """What the server does for the site at the moment."""

    IDLE = "idle"
    SYNC_IS_RUNNING = "sync_is_running"
    INTEGRATION_IN_PROGRESS = "integration_in_progress"
    INITIALISATION_IN_PROGRESS = "initialisation_in_progress"


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """The answer of discovery; `central_url` is where the Open mSupply central server is."""

    uuid: str
    site_id: int
    initialisation_status: InitialisationStatus
    is_central_server: bool
    central_url: str
    central_site_id: int


@dataclass(frozen=True, slots=True)
class WireRecord:
    """One record in transit."""

    table_name: str
    record_id: str
    action: Action
    data: Any


@dataclass(frozen=True, slots=True)
class CentralBatch:
    """Entries of the central log with their ids, and the highest id there is."""

    max_cursor: int
    entries: list[tuple[int, WireRecord]]


@dataclass(frozen=True, slots=True)
class QueueBatch:
    """Rows of the site's queue with their sync out ids, and how many wait in all."""

    queue_length: int
    rows: list[tuple[str, WireRecord]]


@dataclass(frozen=True, slots=True)
class ErrorEnvelope:
    """What an answer that is no success says."""

    code: str
    message: str
    data: Any


def read_site_info(body: bytes) -> SiteInfo:
    """The answer of `GET /sync/v5/site`; raises StrictJsonError, as all of these functions do."""
    members = Members(parse(body), "the answer")
    return SiteInfo(
        uuid=members.text("id"),
        site_id=members.int32("siteId"),
        initialisation_status=members.choice(
            "initialisationStatus", {str(status): status for status in InitialisationStatus}
        ),
        is_central_server=members.boolean("isOmSupplyCentralServer"),
        central_url=members.text("omSupplyCentralServerUrl"),
        central_site_id=members.int32("mSupplyCentralSiteId"),
    )


def read_status_code(body: bytes) -> StatusCode:
    """The answer of `GET /sync/v5/site_status`."""
    members = Members(parse(body), "the answer")
    members.text("message")
    members.optional_text("data")
    return members.choice("code", {str(code): code for code in StatusCode})


def read_central_batch(body: bytes) -> CentralBatch:
    """The answer of `GET /sync/v5/central_records`."""
    members = Members(parse(body), "the answer")
    return CentralBatch(
        max_cursor=members.unsigned("maxCursor"),
        entries=members.each_if_present("data", _read_central_entry),
    )


def read_queue_batch(body: bytes) -> QueueBatch:
    """The answer of `GET /sync/v5/queued_records` and of `POST /sync/v5/initialise`."""
    members = Members(parse(body), "the answer")
    return QueueBatch(
        queue_length=members.unsigned("queueLength"),
        rows=members.each_if_present("data", _read_queue_row),
    )


def read_integration_started(body: bytes) -> bool:
    """The answer of `POST /sync/v5/queued_records`."""
    return Members(parse(body), "the answer").boolean("integrationStarted")


def read_error_envelope(body: bytes) -> ErrorEnvelope | None:
    """The envelope in an answer that is no success; None when there is none."""
    try:
        members = Members(parse(body), "the answer")
        error = Members(members.any("error", None), "`error`")
        return ErrorEnvelope(error.text("code"), error.text("message"), error.any("data", None))
    except StrictJsonError:
        return None


def read_record(members: Members) -> WireRecord:
    """The members that all records have; `recordData` may be absent and then is empty."""
    return WireRecord(
        table_name=members.text("tableName"),
        record_id=members.text("recordId"),
        action=members.choice("action", ACTIONS),
        data=members.any("recordData", {}),
    )


def _read_central_entry(value: Any) -> tuple[int, WireRecord]:
    members = Members(value, "an element of `data`")
    return members.unsigned("ID"), read_record(members)


def _read_queue_row(value: Any) -> tuple[str, WireRecord]:
    members = Members(value, "an element of `data`")
    return members.text("syncOutId"), read_record(members)

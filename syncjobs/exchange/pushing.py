"""Storing what a site pushes, before anything else is done with it (protocol 3.7)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from syncjobs.doorbell import ring_for_push_on_commit
from syncjobs.exchange.errors import RequestBodyError, RequestBodyTooLargeError
from syncjobs.exchange.json_body import JsonBody
from syncjobs.exchange.pushed_batches import complete_push, keep_batch

READABLE = "Send {queueLength, data: [{tableName, recordId, action, recordData}, …]}."


@dataclass(frozen=True, slots=True)
class Push:
    """One POST of a push: how many changes the site still has, and some of them in its text."""

    queue_length: int
    record_count: int
    text: str

    @property
    def is_last(self) -> bool:
        """Whether the site has nothing more to push."""
        return self.queue_length == 0


def read_push(json_body: JsonBody) -> Push:
    """The push in a JSON body.

    Raises RequestBodyError, whose sentence names the wrong member, and RequestBodyTooLargeError
    for more than PUSH_RECORDS_MAX records.
    """
    body = json_body.value
    if not isinstance(body, dict):
        raise RequestBodyError("The body is not a JSON object.", READABLE)
    queue_length = body.get("queueLength")
    if not isinstance(queue_length, int) or isinstance(queue_length, bool) or queue_length < 0:
        raise RequestBodyError("queueLength is not a number of records.", READABLE)
    entries = body.get("data", [])
    if not isinstance(entries, list):
        raise RequestBodyError("data is not a list.", READABLE)
    for position, entry in enumerate(entries):
        _refuse_malformed(position, entry)
    if len(entries) > settings.PUSH_RECORDS_MAX:
        raise RequestBodyTooLargeError(
            f"data has {len(entries)} records; {settings.PUSH_RECORDS_MAX} are taken at once.",
            "Push fewer records at a time.",
        )
    return Push(queue_length, len(entries), json_body.text)


def receive_push(site_id: int, push: Push) -> None:
    """Keeps the records of one POST; the last of a push makes all of them ready and rings.

    When it returns, the records survive the death of any process.
    """
    if push.record_count:
        keep_batch(site_id, push.record_count, push.text)
    batch_id = complete_push(site_id) if push.is_last else None
    if batch_id is not None:
        ring_for_push_on_commit(batch_id)


def _refuse_malformed(position: int, entry: Any) -> None:
    if not isinstance(entry, dict):
        raise RequestBodyError(f"data[{position}] is not a JSON object.", READABLE)
    for member in ("tableName", "recordId", "action"):
        if not isinstance(entry.get(member), str):
            raise RequestBodyError(f"data[{position}].{member} is missing or not text.", READABLE)

"""Taking out of a queue what the site has stored (protocol 3.6)."""

from typing import Any, Final

from django.db import transaction
from django.db.models import F

from syncjobs.exchange.errors import RequestBodyError, RequestBodyTooLargeError
from syncjobs.models import QueuedRecord, SiteQueue
from syncjobs.records.queueing import lock_queue

MOST_IDS: Final = 50_000
LARGEST_ID: Final = 2**63 - 1
CHUNK: Final = 10_000
ADVICE = 'Send {"syncIDs": ["…", …]} with the syncOutId of what was stored.'


def read_acknowledged(body: Any) -> list[int]:
    """The queue's ids in a JSON body; what cannot be one of its ids is left out.

    Raises RequestBodyError when it is not a list of texts.
    """
    ids = body.get("syncIDs") if isinstance(body, dict) else None
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise RequestBodyError("syncIDs is not a list of texts.", ADVICE)
    if len(ids) > MOST_IDS:
        raise RequestBodyTooLargeError(
            f"{len(ids)} ids were sent; {MOST_IDS} are taken at once.", "Acknowledge each page."
        )
    numbers = (int(text) for text in ids if text.isascii() and text.isdigit() and len(text) < 20)  # noqa: PLR2004
    return [number for number in numbers if number <= LARGEST_ID]


@transaction.atomic
def acknowledge_records(site_id: int, ids: list[int]) -> int:
    """Takes these rows out of this site's queue; returns how many were there."""
    if not ids or lock_queue(site_id) is None:
        return 0
    rows = QueuedRecord.objects.filter(site_id=site_id)
    parts = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    count = sum(rows.filter(pk__in=part).delete()[0] for part in parts)
    SiteQueue.objects.filter(site_id=site_id).update(length=F("length") - count)
    return count

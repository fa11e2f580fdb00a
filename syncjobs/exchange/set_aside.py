"""Keeping what a site pushed but the portal cannot accept."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from sites.errors import PortalError
from syncjobs.choices import LONGEST_RECORD_ID, LONGEST_TABLE_NAME
from syncjobs.exchange.entry import Entry
from syncjobs.models import SetAsideRecord
from syncjobs.records.change import Key
from syncjobs.records.one_of import OneOf
from syncjobs.records.routing import REPLACEMENT

LONGEST_ACTION = 20
LENGTH_OF_MARK = 12


class SetAsideError(PortalError):
    """A pushed record is not accepted; `reason_code` says why in one word.

    `waits_for` is the id of the record that it needs first, if that is why.
    """

    code = "record_set_aside"

    def __init__(
        self, reason_code: str, sentence: str, advice: str = "", waits_for: str = ""
    ) -> None:
        super().__init__(sentence, advice)
        self.reason_code = reason_code
        self.waits_for = waits_for


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry and why it is not accepted."""

    entry: Entry
    error: SetAsideError


def set_aside(refusals: Iterable[Refusal]) -> None:
    """Keeps the refused entries, each in place of an older one of the same record and site.

    One that was tried again stays where it is, with the reason of now.
    """
    newest = {(refusal.entry.site_id, refusal.entry.key): refusal for refusal in refusals}
    new = {key: each for key, each in newest.items() if each.entry.set_aside_pk is None}
    if new:
        drop_superseded(new)
        SetAsideRecord.objects.bulk_create([_row(refusal) for refusal in new.values()])
    for refusal in newest.values():
        error, pk = refusal.error, refusal.entry.set_aside_pk
        if pk is None:
            continue
        SetAsideRecord.objects.filter(pk=pk).update(
            reason_code=error.reason_code,
            reason=error.text,
            advice=error.advice,
            waits_for=error.waits_for,
        )


def drop_superseded(keys: Iterable[tuple[int, Key]]) -> None:
    """Forgets what is set aside of these records of these sites: a newer version came."""
    wanted = {
        (site_id, _label(table, LONGEST_TABLE_NAME), _label(id_, LONGEST_RECORD_ID))
        for site_id, (table, id_) in keys
    }
    rows = SetAsideRecord.objects.filter(
        OneOf(F("record_id"), {record_id for _, _, record_id in wanted}),
        discarded_at__isnull=True,
        site_id__in={site_id for site_id, _, _ in wanted},
    )
    old = [
        pk
        for pk, site_id, table, record_id in rows.values_list(
            "pk", "site_id", "table_name", "record_id"
        )
        if (site_id, table, record_id) in wanted
    ]
    if old:
        SetAsideRecord.objects.filter(pk__in=old).delete()


def discard(pk: int, reason: str, person: User | None) -> bool:
    """Marks what was set aside as not wanted; False when it is gone or discarded already."""
    waiting = SetAsideRecord.objects.filter(pk=pk, discarded_at__isnull=True)
    return bool(
        waiting.update(discarded_at=timezone.now(), discarded_by=person, discard_reason=reason)
    )


def _row(refusal: Refusal) -> SetAsideRecord:
    entry, error = refusal.entry, refusal.error
    return SetAsideRecord(
        site_id=entry.site_id,
        table_name=_label(entry.table_name, LONGEST_TABLE_NAME),
        record_id=_label(entry.record_id, LONGEST_RECORD_ID),
        action=_label(entry.action, LONGEST_ACTION),
        # ASCII, because text that is not Unicode is a reason to be here.
        data=json.dumps(entry.record_data),
        reason_code=error.reason_code,
        reason=error.text,
        advice=error.advice,
        waits_for=error.waits_for,
        set_aside_at=timezone.now(),
    )


def _label(text: str, longest: int) -> str:
    """The text as the database can keep it.

    What it cannot is cut and marked, with a replacement character, which no id has: it must be
    taken neither for another text that begins alike, nor for one that can be accepted.
    """
    storable = text.encode("utf-8", "replace").decode().replace("\0", REPLACEMENT)
    if storable == text and len(text) <= longest:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    mark = f"{REPLACEMENT}{digest[:LENGTH_OF_MARK]}"
    return storable[: longest - len(mark)] + mark

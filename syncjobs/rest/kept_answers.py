"""Keeping what a call with an `Idempotency-Key` was answered, for 24 hours.

The row is made first, in a transaction of its own, and then locked for as long as the call is
worked on; the answer is written in the transaction of the change. So whoever dies in between leaves
a row without an answer and without a lock, and nothing changed: the same call does it then.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import OperationalError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from syncjobs.models import KeptAnswer
from syncjobs.rest.errors import (
    IdempotencyKeyError,
    IdempotencyKeyInUseError,
    IdempotencyKeyReusedError,
)

KEPT_FOR: Final = timedelta(hours=24)
LONGEST_KEY: Final = 200
LOCKED: Final = "55P03"


@dataclass(frozen=True, slots=True)
class KeyedCall:
    """A call with the key under which its answer is kept."""

    person_id: int
    key: str
    fingerprint: str


def keyed_call(person_id: int, key: str, what: str, body: bytes) -> KeyedCall:
    """The call with method and path `what` and this body. Raises IdempotencyKeyError.

    The body may hold a password, so that its fingerprint cannot be made without the secret key.
    """
    if not key or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise IdempotencyKeyError
    digest = salted_hmac("kept-answer", what.encode() + b"\0" + body, algorithm="sha256")
    return KeyedCall(person_id, key, digest.hexdigest())


def row_of(call: KeyedCall) -> KeptAnswer:
    """The row of the key, which is new when the key is. Raises IdempotencyKeyReusedError.

    A transaction must not be open: others are to see the row at once.
    """
    now = timezone.now()
    of_key = KeptAnswer.objects.filter(person_id=call.person_id, key=call.key)
    row, is_new = of_key.get_or_create(
        defaults={
            "person_id": call.person_id,
            "key": call.key,
            "fingerprint": call.fingerprint,
            "created_at": now,
        }
    )
    if not is_new and row.created_at < now - KEPT_FOR:
        of_key.filter(pk=row.pk, created_at=row.created_at).delete()
        return row_of(call)
    if row.fingerprint != call.fingerprint:
        raise IdempotencyKeyReusedError
    return row


def locked(row: KeptAnswer) -> KeptAnswer:
    """The row as it is now, kept from others until the transaction ends.

    Raises IdempotencyKeyInUseError while somebody else has it. SQLite has one writer at a time
    anyway: there one waits for the other, and finds the answer.
    """
    rows = KeptAnswer.objects.select_for_update(nowait=True)
    try:
        present = rows.filter(pk=row.pk).first()
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != LOCKED:
            raise
        raise IdempotencyKeyInUseError from error
    if present is None:
        raise IdempotencyKeyInUseError
    return present


def keep(row: KeptAnswer, status: int, body: str) -> None:
    """Keeps the answer, with the change that it tells of."""
    row.status, row.body = status, body
    row.save(update_fields=["status", "body"])


def prune_kept_answers() -> None:
    """Deletes the answers that are not given again any more."""
    KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()

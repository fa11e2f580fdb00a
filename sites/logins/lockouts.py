"""Lockouts as rows: begun, asked for, lifted, pruned. They outlive any restart."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sites.choices import LockoutKind
from sites.logins.counts import end_with_lockout, forget
from sites.logins.errors import LockoutGoneError
from sites.logins.subjects import Subject
from sites.models import LoginLockout

log = logging.getLogger(__name__)

ONE_MILLISECOND: Final = timedelta(milliseconds=1)


def present_lockouts(subjects: Iterable[Subject]) -> list[LoginLockout]:
    """The lockouts that refuse a try with these subjects now, the longest first. One query."""
    keys = [subject.key for subject in subjects]
    return list(_present(timezone.now()).filter(key__in=keys).order_by("-until"))


@transaction.atomic
def lock_out(subject: Subject, name: str, address: str, failures: int) -> LoginLockout:
    """Locks the subject out for LOGIN_LOCKOUT_SECONDS, unless it is so already.

    `name` is what may be shown of the user name.
    """
    end_with_lockout(subject.key)
    now = timezone.now()
    mine = LoginLockout.objects.filter(key=subject.key, is_current=True)
    mine.filter(until__lte=now).update(is_current=False)
    row = LoginLockout(
        key=subject.key,
        kind=subject.kind,
        name="" if subject.kind is LockoutKind.ADDRESS else name,
        address="" if subject.kind is LockoutKind.NAME else address,
        failures=failures,
        since=now,
        until=now + timedelta(seconds=settings.LOGIN_LOCKOUT_SECONDS),
    )
    # Another call may lock it out at the same moment; the constraint lets one of the two in.
    LoginLockout.objects.bulk_create([row], ignore_conflicts=True)
    # Neither name nor address: whoever may read the log may not read those.
    log.warning("Logins are locked out for %s s: %s.", settings.LOGIN_LOCKOUT_SECONDS, subject.kind)
    return mine.first() or row


def lift(lockout_id: int, person: User) -> LoginLockout:
    """Ends the lockout now. Raises LockoutGoneError when it is over already."""
    now = timezone.now()
    lifted = {"is_current": False, "lifted_at": now, "lifted_by": person}
    if not _present(now).filter(pk=lockout_id).update(**lifted):
        raise LockoutGoneError
    lockout = LoginLockout.objects.get(pk=lockout_id)
    forget(lockout.key)
    return lockout


def remaining_milliseconds(lockout: LoginLockout) -> int:
    """How long the lockout lasts still, 1 at least."""
    return max(1, (lockout.until - timezone.now()) // ONE_MILLISECOND)


def is_present(lockout: LoginLockout, now: datetime) -> bool:
    """Whether it refuses logins."""
    return lockout.is_current and lockout.until > now


def prune_lockouts() -> int:
    """Deletes lockouts that ended more than LOGIN_RETENTION_DAYS ago; returns how many."""
    limit = timezone.now() - timedelta(days=settings.LOGIN_RETENTION_DAYS)
    return LoginLockout.objects.filter(until__lt=limit).delete()[0]


def _present(now: datetime) -> QuerySet[LoginLockout]:
    return LoginLockout.objects.filter(is_current=True, until__gt=now)

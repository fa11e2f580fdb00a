"""Lockouts of people of this admin: when wrong passwords lock out, for how long, and lifting them.

django-axes asks and keeps the counts; what is counted, and against which limits, is said here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

TOO_MANY_REQUESTS = 429
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """The wrong passwords that count together, and after how many of them there is a lockout."""

    attempts: QuerySet[AccessAttempt]
    limit: int


def lockout_time() -> timedelta:
    """How long wrong passwords count, and so how long a lockout lasts after the last of them."""
    return timedelta(seconds=settings.SIGN_IN_LOCKOUT_SECONDS)


def recent_attempts() -> QuerySet[AccessAttempt]:
    """The wrong passwords that count now: one row for each name and address."""
    return AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - lockout_time())


def counted_together(name: str, address: str | None) -> list[Counted]:
    """What a try with this name from this address counts for; a limit of 0 is none."""
    recent = recent_attempts()
    kinds = (
        Counted(recent.filter(username=name, ip_address=address), settings.SIGN_IN_LIMIT),
        Counted(recent.filter(username=name), settings.SIGN_IN_LIMIT_OF_NAME),
        Counted(recent.filter(ip_address=address), settings.SIGN_IN_LIMIT_OF_ADDRESS),
    )
    return [kind for kind in kinds if kind.limit > 0]


def beyond_limit(name: str, address: str | None) -> int:
    """By how many wrong passwords the nearest limit is passed; negative while there is none."""
    beyond = [
        (kind.attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0) - kind.limit
        for kind in counted_together(name, address)
    ]
    return max(beyond, default=-1)


def locked_out_until(name: str, address: str | None) -> datetime | None:
    """When the lockout of this name at this address ends by itself; None when there is none."""
    ends = []
    for kind in counted_together(name, address):
        found = kind.attempts.aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
        if (found["count"] or 0) >= kind.limit:
            ends.append(found["last"] + lockout_time())
    return max(ends, default=None)


def lift(attempt: AccessAttempt) -> None:
    """Forgets the wrong passwords of a name, and those of an address that is locked out whole."""
    recent = recent_attempts()
    of_address = recent.filter(ip_address=attempt.ip_address)
    count = of_address.aggregate(count=Sum("failures_since_start"))["count"] or 0
    if 0 < settings.SIGN_IN_LIMIT_OF_ADDRESS <= count:
        of_address.delete()
    forget_name(attempt.username or "")


def forget_name(name: str) -> int:
    """Forgets the wrong passwords of a name at all addresses; says for how many there were any."""
    count, _ = AccessAttempt.objects.filter(username=name).delete()
    return count


def sentence(until: datetime | None) -> str:
    """What somebody who is locked out reads; the same whether the name exists or not."""
    left = max(until - timezone.now(), ONE_MINUTE) if until else lockout_time()
    minutes = ceil(left / ONE_MINUTE)
    return (
        "Too many wrong passwords. Nobody can sign in with this name from here for another"
        f" {minutes} {'minute' if minutes == 1 else 'minutes'}. Wait so long, or ask an"
        " administrator of this portal to lift the lockout."
    )


def answer(
    request: HttpRequest,  # noqa: ARG001 - django-axes'
    response: HttpResponse,
    credentials: dict[str, str] | None,  # noqa: ARG001 - django-axes'
) -> HttpResponse:
    """The answer to somebody who is locked out: the page as it is, with the status that says so."""
    response.status_code = TOO_MANY_REQUESTS
    return response

"""What single cells of the files say: numbers, ticks, moments."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

YES: Final = frozenset({"true", "yes", "1"})
NO: Final = frozenset({"false", "no", "0", ""})
# Day and month are in the order of most countries; the other one is not guessed at.
_SLASHED: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\Z")
_NO_DATE: Final = re.compile(r"[0/.\-]*\Z")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\Z")
_SECONDS: Final = re.compile(r"\d{1,5}\Z")
_DAY: Final = timedelta(days=1)
_FAST_CLOCK: Final = timedelta(minutes=5)
_CENTURY: Final = 2000
_MOST_DIGITS: Final = 10


def read_tick(text: str) -> bool:
    """Yes or no. Raises ValueError, whose message is a sentence."""
    folded = text.casefold()
    if folded not in YES | NO:
        raise ValueError(f"“{text}” is neither true nor false.")
    return folded in YES


def read_number(text: str) -> int:
    """A whole number of at most ten digits. Raises ValueError, whose message is a sentence."""
    if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
        raise ValueError(f"“{text}” is not a whole number.")
    return int(text)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time zone of the old server, whose dates do not name one, and the present moment."""

    zone: ZoneInfo
    now: datetime

    def moment(self, day: str, hour: str = "") -> datetime | None:
        """The moment that a date and a time of the old server mean; None for an empty date.

        The date is 2026-03-31, 31/03/2026 or a whole moment such as 2026-03-31T14:30:00Z, the time
        14:30:00 or seconds since midnight. Raises ValueError, whose message is a sentence.
        """
        if _NO_DATE.match(day):
            return None
        whole = _whole_moment(day)
        if whole is None or (hour and whole.time() == time()):
            whole = datetime.combine(_day(day) if whole is None else whole.date(), _hour(hour))
        found = whole if whole.tzinfo else whole.replace(tzinfo=self.zone)
        if found > self.now + _FAST_CLOCK:
            raise ValueError(
                f"“{day} {hour}” lies in the future. Name the time zone of the old server with"
                " --time-zone."
            )
        return found.astimezone(UTC)


def _whole_moment(text: str) -> datetime | None:
    if "T" not in text and " " not in text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _no_date(text) from error


def _day(text: str) -> date:
    slashed = _SLASHED.match(text)
    try:
        if slashed is None:
            return date.fromisoformat(text)
        day, month, year = (int(part) for part in slashed.groups())
        return date(year if year > _CENTURY else _CENTURY + year, month, day)
    except ValueError as error:
        raise _no_date(text) from error


def _hour(text: str) -> time:
    if not text:
        return time()
    if _SECONDS.match(text) and int(text) < _DAY.total_seconds():
        return time(int(text) // 3600, int(text) // 60 % 60, int(text) % 60)
    found = _TIME.match(text)
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (24, 0, 0)
    try:
        return time(hour, minute, second)
    except ValueError as error:
        raise ValueError(f"“{text}” is no time such as 14:30:00.") from error


def _no_date(text: str) -> ValueError:
    return ValueError(f"“{text}” is no date such as 2026-03-31 or 31/03/2026.")

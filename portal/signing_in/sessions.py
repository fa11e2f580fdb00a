"""The sessions of a person: when each ends, and ending them all."""

import time
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

BEGUN_AT: Final = "begun_at"
LAST_ACT_AT: Final = "last_act_at"
# How often at most the last act is written: not at every click.
ACT_WRITE_SECONDS: Final = 60
MOST_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class End:
    """Why a session is over."""

    sentence: str


def begin(session: Any) -> None:
    """Has a session begin now, when somebody has signed in. `session` is Django's."""
    session[BEGUN_AT] = session[LAST_ACT_AT] = int(time.time())


def end_of(session: Any) -> End | None:
    """Why the session is over, or None while it is not. One that never began begins now."""
    if BEGUN_AT not in session or LAST_ACT_AT not in session:
        begin(session)
    now = time.time()
    if now - session[BEGUN_AT] >= settings.SESSION_LONGEST_SECONDS:
        longest = _in_words(settings.SESSION_LONGEST_SECONDS)
        return End(f"You were signed out: a session lasts for {longest} at most. Sign in again.")
    if now - session[LAST_ACT_AT] >= settings.SESSION_IDLE_SECONDS:
        idle = _in_words(settings.SESSION_IDLE_SECONDS)
        return End(f"You were signed out, because nothing was done for {idle}. Sign in again.")
    return None


def note_act(session: Any) -> None:
    """Writes down that the person did something, at most once a minute."""
    now = int(time.time())
    if now - session[LAST_ACT_AT] >= ACT_WRITE_SECONDS:
        session[LAST_ACT_AT] = now


def end_sessions(person: User, spared: str | None = None) -> int:
    """Signs a person out everywhere, but for the session with the key `spared`; says how many.

    Django keeps no list of whose sessions there are, so those that are not over are read.
    """
    present = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [
        session.session_key
        for session in present.iterator()
        if session.session_key != spared
        and session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    for start in range(0, len(keys), MOST_AT_ONCE):
        Session.objects.filter(session_key__in=keys[start : start + MOST_AT_ONCE]).delete()
    return len(keys)


def _in_words(seconds: int) -> str:
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            count = seconds // size
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return f"{seconds} seconds"

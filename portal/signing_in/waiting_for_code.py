"""Between password and code: who has typed the right password and is not signed in yet."""

import time
from typing import Any, Final

from django.contrib.auth.models import User
from django.utils.crypto import constant_time_compare

WAITING: Final = "waits_for_code"
# How long the password counts, in seconds.
LONGEST_WAIT_SECONDS: Final = 300


def wait_for_code(session: Any, person: User) -> None:
    """Remembers whose password was right. The hash ends the wait when the password changes."""
    # Otherwise whoever planted the session in this browser could go on with the password typed.
    session.cycle_key()
    session[WAITING] = {
        "person": person.pk,
        "hash": person.get_session_auth_hash(),
        "at": int(time.time()),
    }


def who_waits(session: Any) -> User | None:
    """The person whose password was right a moment ago and who may still sign in."""
    waiting = session.get(WAITING)
    if waiting is None or time.time() - waiting["at"] > LONGEST_WAIT_SECONDS:
        return None
    person = User.objects.filter(pk=waiting["person"], is_active=True, is_staff=True).first()
    if person is None:
        return None
    is_same = constant_time_compare(person.get_session_auth_hash(), waiting["hash"])
    return person if is_same else None


def stop_waiting(session: Any) -> None:
    """Forgets it."""
    session.pop(WAITING, None)

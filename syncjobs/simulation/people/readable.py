"""A login in lines of text for a terminal."""

from collections.abc import Iterator
from math import ceil
from typing import Final

from syncjobs.simulation.people.logging_in import LoginError, LoginOutcome, OwnStore

MILLISECONDS_A_MINUTE: Final = 60_000
MEANING: Final = {
    LoginError.INVALID_CREDENTIALS: (
        "The server knows no such user with this password, or the user is not active. The site"
        " does not try the password that it remembers."
    ),
    LoginError.ACCOUNT_BLOCKED: (
        "There were too many wrong passwords. The site does not try the password that it remembers."
    ),
    LoginError.NO_SITE_ACCESS: (
        "The password is right, but no store of the user is active on this site."
    ),
    LoginError.CENTRAL_SYNC_REQUIRED: (
        "The server did not say whether the password is right, and the site remembers no such user"
        " with this password."
    ),
}


def login_lines(outcome: LoginOutcome) -> Iterator[str]:
    """How the login ended, what it means, and where the user may do what."""
    if outcome.error is None:
        yield f"{outcome.user_name} is let in."
    else:
        yield f"Refused with {outcome.error}. {MEANING[outcome.error]}"
    if outcome.error is LoginError.ACCOUNT_BLOCKED:
        minutes = ceil(outcome.blocked_milliseconds / MILLISECONDS_A_MINUTE)
        yield f"  The site counts down from {minutes} min ({outcome.blocked_milliseconds:,} ms)."
    if outcome.is_cached:
        yield "  By the password that the site remembers: the server's answer was of no use."
    if outcome.detail:
        yield f"  {outcome.detail}"
    for store in outcome.stores:
        yield _store_line(store)


def _store_line(store: OwnStore) -> str:
    default = " (default)" if store.is_default else ""
    numbers = ", ".join(str(number) for number in store.permissions)
    return f"  Store {store.code}{default}: " + (f"permissions {numbers}" if numbers else "nothing")

"""Letting somebody in at a site, or not."""

from typing import Any, NoReturn

from sites.choices import LoginOutcome
from sites.errors import TooManyLoginsError
from sites.logins.errors import LoginLockedOutError
from sites.logins.guard import Guard
from sites.logins.recording import (
    LoginTry,
    find_user,
    shown_name,
    site_of,
    write_failure,
    write_left_to_site,
    write_let_in,
    write_locked_out,
)
from sites.models import SiteUser
from sites.slow_checks import login_check_place
from syncjobs.login.attempt import LoginAttempt
from syncjobs.login.errors import LoginRefusedError, PeopleNotKnownError
from syncjobs.login.people import answer_of, entered_stores, password_fits, works_at
from syncjobs.login.portal_account import portal_answer
from syncjobs.one_time_logins import PORTAL_USERNAME, use_one_time_login


def log_in(attempt: LoginAttempt, address: str) -> dict[str, Any]:
    """The answer that lets the user in at the site.

    Raises LoginRefusedError, LoginLockedOutError, TooManyLoginsError, and PeopleNotKnownError for
    somebody about whom only the site can decide.
    """
    is_portal = attempt.username == PORTAL_USERNAME
    # Nobody can guess a one-time password, so no lockout keeps the portal out.
    site = use_one_time_login(attempt.password, attempt.site_name) if is_portal else None
    if site is not None:
        return portal_answer(site)
    public_name = PORTAL_USERNAME if is_portal else ""
    tried = LoginTry(attempt.username, attempt.site_name, address, public_name)
    guard = Guard(tried.name, address)
    try:
        guard.refuse_if_locked_out()
        if is_portal:
            _refuse_portal(guard, tried)
        return _log_person_in(guard, tried, attempt.password)
    except LoginLockedOutError as refusal:
        write_locked_out(tried, refusal.lockout_id)
        raise


def portal_decides() -> bool:
    """Whether the portal decides who is let in: while an active user of sites has a password.

    Before that the sites do, which know their people from the time before the portal; and again
    when the last of these users is made inactive, which is the way back (decision 14).
    """
    # In these words, so that an index answers it.
    return SiteUser.objects.filter(is_active=True, password_hash__gt="").exists()


def _refuse_portal(guard: Guard, tried: LoginTry) -> NoReturn:
    """Refuses a password that is not, or no longer, a one-time password of the portal's account."""
    guard.begin()
    guard.failed(PORTAL_USERNAME)
    write_failure(tried, None, LoginOutcome.WRONG_PASSWORD)
    raise LoginRefusedError


def _log_person_in(guard: Guard, tried: LoginTry, password: str) -> dict[str, Any]:
    user = find_user(tried.name)
    _leave_to_site(tried, user)
    try:
        is_right = _is_right(guard, tried, user, password)
    except TooManyLoginsError:
        # Anything but 401 would have the site let in who is not active (protocol 8.1).
        if user is None or user.is_active:
            write_left_to_site(tried, user, LoginOutcome.TOO_MANY)
            raise
        is_right = False
    if user is None or not is_right:
        write_failure(tried, user, _failure_of(user))
        raise LoginRefusedError
    accesses, site = entered_stores(user), site_of(tried)
    has_no_store = site is not None and not works_at(site, accesses)
    write_let_in(tried, user, LoginOutcome.NO_STORE if has_no_store else LoginOutcome.LET_IN, site)
    return answer_of(user, accesses)


def _leave_to_site(tried: LoginTry, user: SiteUser | None) -> None:
    """Raises PeopleNotKnownError when there is no password to compare with (decision 14)."""
    if _is_left_to_site(user):
        write_left_to_site(tried, user, LoginOutcome.LEFT_TO_SITE)
        raise PeopleNotKnownError


def _is_left_to_site(user: SiteUser | None) -> bool:
    # Asked in every case: all failed logins cost the same.
    is_deciding = portal_decides()
    if user is None:
        return not is_deciding
    return user.is_active and not user.password_hash


def _is_right(guard: Guard, tried: LoginTry, user: SiteUser | None, password: str) -> bool:
    """Whether this is the password of an active user. Raises TooManyLoginsError.

    The place is taken before the try is counted: tries that wait for one count for nobody.
    """
    with login_check_place():
        guard.begin()
        is_right = password_fits(user, password) and user is not None and user.is_active
        if is_right:
            guard.passed()
        else:
            guard.failed(shown_name(tried, user))
    return is_right


def _failure_of(user: SiteUser | None) -> LoginOutcome:
    if user is None:
        return LoginOutcome.UNKNOWN_NAME
    return LoginOutcome.WRONG_PASSWORD if user.is_active else LoginOutcome.INACTIVE

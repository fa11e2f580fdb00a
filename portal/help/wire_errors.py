"""What the portal answers sites, and what people there see of it: of each error an example."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from django.conf import settings

from portal.help.entry import Case, Entry, case_of
from portal.route_errors import (
    DefectError,
    NotAllowedError,
    RequestMalformedError,
    UnknownRouteError,
)
from sites.errors import (
    ApiVersionIncompatibleError,
    MethodNotAllowedError,
    PortalError,
    SiteDisabledError,
    SiteHasNoStoreError,
    SiteIncorrectHardwareIdError,
    SiteIncorrectPasswordError,
    SiteNameNotFoundError,
    SiteRefusedError,
    TooManyLoginsError,
    TooManySignInsError,
    TooManyWrongPasswordsError,
)
from sites.logins.errors import LoginLockedOutError
from sites.site_call import read_credentials, read_site_call
from syncjobs.api.query import whole_number
from syncjobs.exchange.errors import InitialisationFailedError, InitialisationInProgressError
from syncjobs.exchange.json_body import too_deep, too_large
from syncjobs.jobs.site_errors import MEANINGS
from syncjobs.login.errors import LoginRefusedError, PeopleNotKnownError
from syncjobs.patients.errors import PatientUnknownError, StoreElsewhereError, StoreUnknownError
from syncjobs.simulation.advice import SHOWN
from syncjobs.simulation.errors import VARIANT_OF_CODE, Variant
from syncjobs.simulation.people.logging_in import LoginError

REFUSED: Final = "The person is refused."
COUNTS_DOWN: Final = "The person is refused, and the login page counts the time down."
NOTHING: Final = "Nothing: the person is let in if the site remembers the password."
SEARCH_FAILS: Final = "Searching for the patient, or making them visible to the store, fails."
A_SITE_OF_OURS: Final = {
    "Authorization": "Basic " + b64encode(b"District 12:" + b"0" * 64).decode()
}


def sync_entries() -> tuple[Entry, ...]:
    """The errors of a sync that a site shows: first those of the portal, then those of its own."""
    answered = [_sync_entry(code, errors) for code, errors in _by_code(_sync_errors()).items()]
    told = set(VARIANT_OF_CODE.values())
    own = [
        Entry((name.lower(),), (Case(means, here=advice),), SHOWN[Variant(name)])
        for name, (means, advice) in MEANINGS.items()
        if name not in told
    ]
    return (*answered, *own)


def login_entries() -> tuple[Entry, ...]:
    """The errors that somebody meets who logs in at a site."""
    return (
        _entry(LoginRefusedError(), REFUSED, LoginError.INVALID_CREDENTIALS.value),
        _entry(LoginLockedOutError(540_000, 0), COUNTS_DOWN, LoginError.ACCOUNT_BLOCKED.value),
        _entry(PeopleNotKnownError(), NOTHING),
        _entry(TooManyLoginsError(), NOTHING),
    )


def patient_entries() -> tuple[Entry, ...]:
    """The errors of looking up patients of other sites."""
    causes = (
        SiteNameNotFoundError(),
        SiteIncorrectPasswordError(),
        SiteDisabledError("the clinic is closed"),
        SiteHasNoStoreError(),
    )
    refused = Entry((SiteRefusedError.code,), tuple(map(case_of, causes)), SEARCH_FAILS)
    errors = (PatientUnknownError(), StoreUnknownError(), StoreElsewhereError())
    return (refused, *(_entry(error, SEARCH_FAILS) for error in errors))


def _sync_errors() -> tuple[PortalError, ...]:
    seconds = settings.WRONG_PASSWORD_WINDOW_SECONDS
    lowest, highest = settings.SYNC_VERSION_MIN, settings.SYNC_VERSION_MAX
    return (
        SiteNameNotFoundError(),
        SiteIncorrectPasswordError(),
        SiteIncorrectHardwareIdError(),
        SiteHasNoStoreError(),
        SiteDisabledError("the clinic is closed"),
        TooManyWrongPasswordsError(seconds),
        TooManySignInsError(1),
        ApiVersionIncompatibleError(lowest, highest, lowest - 1),
        ApiVersionIncompatibleError(lowest, highest, highest + 1),
        InitialisationInProgressError(),
        InitialisationFailedError(),
        _raised_by(lambda: read_credentials(_Headers({}))),
        _raised_by(lambda: read_site_call(_Headers(A_SITE_OF_OURS), "")),
        too_deep(),
        too_large(settings.PUSH_BYTES_MAX + 1, settings.PUSH_BYTES_MAX),
        _raised_by(lambda: whole_number({"limit": "many"}, "limit", default=500)),
        MethodNotAllowedError("PUT", ("GET",)),
        RequestMalformedError(),
        UnknownRouteError("/sync/v5/sites"),
        NotAllowedError(),
        DefectError(),
    )


class _Headers:
    """Headers of a call that nobody made."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self._sent = sent

    def get(self, name: str, default: str, /) -> str:
        """The value of the header `name`."""
        return self._sent.get(name, default)


def _raised_by(call: Callable[[], object]) -> PortalError:
    try:
        call()
    except PortalError as error:
        return error
    raise AssertionError("The example is none.")


def _by_code(errors: tuple[PortalError, ...]) -> dict[str, list[PortalError]]:
    found: dict[str, list[PortalError]] = {}
    for error in errors:
        found.setdefault(error.code, []).append(error)
    return found


def _sync_entry(code: str, errors: list[PortalError]) -> Entry:
    variant = VARIANT_OF_CODE.get(code)
    cases = tuple(case_of(error) for error in errors)
    if variant is None:
        return Entry((code,), cases, SHOWN[Variant.UNKNOWN])
    # In a sync of which the site itself told the same error has this code.
    own_code = variant.lower()
    codes = (code,) if own_code == code else (code, own_code)
    here = MEANINGS[variant][1]
    complete = tuple(replace(case, here=case.here or here) for case in cases)
    return Entry(codes, complete, SHOWN[variant])


def _entry(error: PortalError, shown: str, *names_at_site: str) -> Entry:
    return Entry((error.code, *names_at_site), (case_of(error),), shown)

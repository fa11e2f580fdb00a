"""Who may sign in at a site, as the site asks the portal (protocol 8.1).

The portal's own account, with a one-time password, is the only one so far.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from sites.errors import PortalError
from sites.models import Site, Store
from sites.wrong_passwords import count_wrong_password, refuse_after_too_many
from syncjobs.exchange.errors import RequestBodyError
from syncjobs.one_time_logins import PORTAL_USER_ID, PORTAL_USERNAME, use_one_time_login

ADVICE: Final = "Send username and password as text, and siteName as text or null."
# No site's name has a control character, so this is the key of none.
COUNTED_AS: Final = "login\0"
# Of the ids of the portal's accesses to stores, which only have to be the same every time.
_ACCESSES: Final = uuid.UUID("5d1c4c0e-3f62-4d5e-9b7a-64a1f1b0c9e2")


class LoginRefusedError(PortalError):
    """The name or password is wrong, or not for this site; nobody is told which (protocol 8.1)."""

    code = "login_refused"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "The portal knows no such user with this password at this site.",
            "Check user name and password.",
        )


class PeopleNotKnownError(PortalError):
    """The portal cannot say anything about the people of sites.

    A site takes 401 for a wrong password and refuses the person. Any other answer that is no
    success has it try the password that it remembers, as while its central server is away.
    """

    code = "people_not_known"
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "The portal does not know the people of sites.",
            "The site lets in whom it let in before.",
        )


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """What a site asks; its text form leaves the password out. An unnamed site is empty text."""

    username: str
    password: str = field(repr=False)
    site_name: str


def read_login(body: Any) -> LoginAttempt:
    """The attempt in the body of a call. Raises RequestBodyError, naming what is wrong."""
    if not isinstance(body, dict):
        raise RequestBodyError("The body is not a JSON object.", ADVICE)
    return LoginAttempt(
        _text(body, "username"), _text(body, "password"), _text(body, "siteName", or_null=True)
    )


def log_in(attempt: LoginAttempt, address: str) -> dict[str, Any]:
    """The answer that signs the user in at the site.

    Raises LoginRefusedError, TooManyWrongPasswordsError when `address` was wrong too often, and
    PeopleNotKnownError for everybody but the portal's own account.
    """
    if attempt.username == PORTAL_USERNAME:
        return _log_portal_in(attempt, address)
    raise PeopleNotKnownError


def _log_portal_in(attempt: LoginAttempt, address: str) -> dict[str, Any]:
    # For all sites together: nobody guesses such a password, and the counts must stay few.
    refuse_after_too_many(COUNTED_AS, address)
    site = use_one_time_login(attempt.password, attempt.site_name)
    if site is None:
        count_wrong_password(COUNTED_AS, address)
        raise LoginRefusedError
    return _answer(site)


def _text(body: dict[str, Any], member: str, *, or_null: bool = False) -> str:
    value = body.get(member)
    if value is None and or_null:
        return ""
    if not isinstance(value, str):
        raise RequestBodyError(f"{member} is missing or no text.", ADVICE)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RequestBodyError(f"{member} is not Unicode.", ADVICE) from error
    return value


def _answer(site: Site) -> dict[str, Any]:
    """The smallest answer with which a site lets the portal in: stores to enter, no permission."""
    stores = Store.objects.filter(site=site, disabled=False).order_by("code")
    return {
        "status": "success",
        "authenticated": True,
        "username": PORTAL_USERNAME,
        "userFirstName": "",
        "userLastName": "",
        "userJobTitle": "",
        "userType": "user",
        "service": "",
        "storeName": "",
        "userInfo": {
            "user": _user(),
            "userStores": [
                _access(store, is_default=position == 0) for position, store in enumerate(stores)
            ],
        },
    }


def _access(store: Store, *, is_default: bool) -> dict[str, Any]:
    return {
        "ID": uuid.uuid5(_ACCESSES, store.pk).hex.upper(),
        "user_ID": PORTAL_USER_ID,
        "store_ID": store.pk,
        "can_login": True,
        "store_default": is_default,
        "can_action_replenishments": False,
        "permissions": [],
    }


def _user() -> dict[str, Any]:
    texts = (
        *("startup_method", "group_id", "initials", "first_name", "last_name", "address_1"),
        *("address_2", "e_mail", "phone1", "phone2", "job_title", "ldap_login_string"),
        *("windows_user_name", "license_category_id", "spare_1"),
    )
    flags = (
        *("responsible_officer", "use_ldap", "receives_sms_errors", "is_group"),
        "isInactiveAuthoriser",
    )
    return {
        "ID": PORTAL_USER_ID,
        "name": PORTAL_USERNAME,
        "mode": "store",
        "active": True,
        "nblogins": 0,
        "lasttime": 0,
        "Language": 0,
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(flags, False),
    }

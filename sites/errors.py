"""What can be wrong, each with a code, a sentence and what to do next.

Nothing here knows HTTP routes, forms or jobs: `portal.api_errors` makes wire answers of these
errors, the admin makes form errors, commands print them.
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class PortalError(Exception):
    """An expected problem, told to a reader.

    `code` is machine readable (snake_case, the wire's own where the wire has one); `text` is the
    sentence that says what is wrong; `advice` says what to do next; `data` is readable JSON or
    None; `http_status` is the status of the answer when the error ends an HTTP request.
    """

    code: ClassVar[str]
    http_status: ClassVar[int] = 400
    advice_of_admin: ClassVar[str] = ""

    def __init__(self, sentence: str, advice: str = "", data: Any = None) -> None:
        super().__init__(sentence)
        self.text = sentence
        self.advice = advice
        self.data = data

    def __str__(self) -> str:
        """The sentence and the advice as one text."""
        return f"{self.text} {self.advice}".strip()

    @property
    def admin_advice(self) -> str:
        """What an administrator of the portal does; the advice itself may send people to them."""
        return self.advice_of_admin or self.advice


class RegisterError(PortalError):
    """A change of the register that is refused; the admin and the commands show the same text."""

    code = "register_change_refused"
    http_status = 409


class CentralUrlError(RegisterError):
    """A URL that a remote site could not use as address of the Open mSupply central server."""

    code = "central_url_invalid"
    http_status = 400


class CentralServerTakenError(RegisterError):
    """A second site was to become the Open mSupply central server without moving the tick."""

    code = "central_server_taken"


class ReasonRequiredError(RegisterError):
    """A change that could cut sites off, or send credentials elsewhere, came without a reason."""

    code = "reason_required"
    http_status = 400


class ClaimGoneError(RegisterError):
    """The machine that was to be accepted or turned away claims the site no longer."""

    code = "claim_gone"

    def __init__(self) -> None:
        super().__init__(
            "This device does not wait for the site any more.",
            "Somebody decided in the meantime, or freed the site; look at the site's page again.",
        )


class WeakPasswordError(RegisterError):
    """A typed site password that could be guessed."""

    code = "site_password_weak"
    http_status = 400


class RequestHeaderError(PortalError):
    """A header of a site's call is missing or malformed (protocol 1.2)."""

    code = "request_header_invalid"
    http_status = 400


class MethodNotAllowedError(PortalError):
    """The route has no such method; `allowed` are those that it has."""

    code = "method_not_allowed"
    http_status = 405
    advice_of_admin = (
        "No site that the portal knows sends this. Look which other program calls with the site's"
        " name and password, and whether a newer portal is needed for the site's version."
    )

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f'Method "{method}" not allowed.')
        self.allowed = allowed


class CredentialsMissingError(PortalError):
    """The call has no usable `Authorization: Basic` header."""

    code = "credentials_missing"
    http_status = 401


class SiteNameNotFoundError(PortalError):
    """No site has this name (protocol 2.2)."""

    code = "site_name_not_found"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "No site with this name is registered here.",
            "Check the site name, letter by letter, against the one in the portal.",
        )


class SiteIncorrectPasswordError(PortalError):
    """The password is not the site's (protocol 2.2)."""

    code = "site_incorrect_password"
    http_status = 401
    advice_of_admin = "Set a new password on the site's page, and enter it at the site."

    def __init__(self) -> None:
        super().__init__(
            "The password is not the one of this site.",
            "Enter it again; if it is lost, an administrator of the portal can set a new one.",
        )


class SiteIncorrectHardwareIdError(PortalError):
    """Another machine is bound to the site (protocol 2.2, 3.1)."""

    code = "site_incorrect_hardware_id"
    http_status = 401
    advice_of_admin = (
        "Compare the devices on the site's page, and accept the new one if it is to be this site."
    )

    def __init__(self) -> None:
        super().__init__(
            "This site is bound to another machine.",
            "If the machine was replaced, ask an administrator of the portal to accept this one"
            " on the page of the site.",
        )


class SiteHasNoStoreError(PortalError):
    """The site hosts no active store (protocol 2.2)."""

    code = "site_has_no_store"
    http_status = 403
    advice_of_admin = "Assign a store to it on its page; a dummy store is enough."

    def __init__(self) -> None:
        super().__init__(
            "This site has no active store.",
            "Ask an administrator of the portal to assign a store to it.",
        )


class SiteAuthTimeoutError(PortalError):
    """The sign-in was not tried now; the site comes back later (protocol 2.2)."""

    code = "site_auth_timeout"
    sentence: ClassVar[str]

    def __init__(self, retry_seconds: int) -> None:
        super().__init__(
            self.sentence,
            f"Try again in {retry_seconds} seconds.",
            {"retryAfterSeconds": retry_seconds},
        )
        self.retry_seconds = retry_seconds


class TooManyWrongPasswordsError(SiteAuthTimeoutError):
    """This name had too many wrong passwords from this address."""

    http_status = 429
    sentence = "Too many wrong passwords for this site from this address."


class TooManySignInsError(SiteAuthTimeoutError):
    """Too many sites need the slow password check at the same moment."""

    http_status = 503
    sentence = "Many sites are signing in for the first time at this moment."


class TooManyLoginsError(PortalError):
    """Too many people log in at this moment; their site tries the password that it remembers."""

    code = "too_many_logins"
    http_status = 503

    def __init__(self) -> None:
        super().__init__("Many people log in at this moment.", "Try again in a minute.")


class SiteDisabledError(PortalError):
    """An administrator switched the site off."""

    code = "site_disabled"
    http_status = 403
    advice_of_admin = "Enable it on its page if it is to sync again."

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This site is disabled at the central server: {reason.rstrip('.')}.",
            "Ask an administrator of the portal to enable it.",
        )


class SiteRefusedError(PortalError):
    """A call of which every refusal has to be a 401 was refused, for this cause (protocol 8.3)."""

    code = "site_refused"
    http_status = 401

    def __init__(self, cause: PortalError) -> None:
        super().__init__(cause.text, cause.advice, {"cause": cause.code})


class ApiVersionIncompatibleError(PortalError):
    """The site speaks a sync version that the portal does not (protocol 2.2, 4)."""

    code = "api_version_incompatible"
    http_status = 409

    def __init__(self, minimum: int, maximum: int, received: int) -> None:
        upgrade = "site" if received < minimum else "central server"
        who = (
            "The site must upgrade Open mSupply."
            if upgrade == "site"
            else "The portal must be upgraded first, then this site can sync."
        )
        super().__init__(
            f"The site speaks sync version {received};"
            f" the portal speaks versions {minimum} to {maximum}.",
            who,
            {
                "minVersion": minimum,
                "maxVersion": maximum,
                "received": received,
                "mustUpgrade": upgrade,
            },
        )

"""Why a call with a token is refused, or a token cannot be revoked."""

from sites.errors import PortalError

MAKE_ANOTHER = "Make a new one in the admin, under API tokens."


class TokenInvalidError(PortalError):
    """What was sent is no token of this portal."""

    code = "token_invalid"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "This is no token of this portal.",
            f"Send it whole, as “Authorization: Bearer …”, and to the portal that made it."
            f" {MAKE_ANOTHER}",
        )


class TokenExpiredError(PortalError):
    """The time for which the token was made is over."""

    code = "token_expired"
    http_status = 401

    def __init__(self) -> None:
        super().__init__("This token has expired.", MAKE_ANOTHER)


class TokenRevokedError(PortalError):
    """Somebody revoked the token, or its person is deleted."""

    code = "token_revoked"
    http_status = 401

    def __init__(self) -> None:
        super().__init__("This token was revoked.", MAKE_ANOTHER)


class TokenPersonInactiveError(PortalError):
    """The person in whose name the token speaks may not enter the admin any more."""

    code = "token_person_inactive"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "The person of this token may not sign in to the admin any more.",
            "Ask an administrator of the portal, or use the token of somebody else.",
        )


class TooManyWrongTokensError(PortalError):
    """Too many wrong tokens came from this address; right ones are taken all the same."""

    code = "too_many_wrong_tokens"
    http_status = 429

    def __init__(self, retry_seconds: int) -> None:
        super().__init__(
            "Too many wrong tokens came from this address.",
            f"Correct the token, and try again in {retry_seconds} seconds.",
            {"retryAfterSeconds": retry_seconds},
        )
        self.retry_seconds = retry_seconds


class TokenGoneError(PortalError):
    """The token that was to be revoked is revoked already."""

    code = "token_gone"
    http_status = 409

    def __init__(self) -> None:
        super().__init__("This token is revoked already.", "Nothing is left to do.")

"""What the REST API refuses beside what the rules refuse."""

from sites.errors import PortalError
from sites.seen_change import LastChange


class ScopeMissingError(PortalError):
    """The token was not made for this."""

    code = "scope_missing"
    http_status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(
            f"This token has not the scope {scope}.",
            "Make one that has it in the admin, under API tokens.",
            {"scope": scope},
        )


class PermissionMissingError(PortalError):
    """The person, or the person of the token, may not do this in the admin either."""

    code = "permission_denied"
    http_status = 403

    def __init__(self) -> None:
        super().__init__(
            "You may not do this.", "Ask an administrator of the portal for the right."
        )


class IdempotencyKeyError(PortalError):
    """The `Idempotency-Key` is not one."""

    code = "idempotency_key_invalid"

    def __init__(self) -> None:
        super().__init__(
            "The Idempotency-Key is empty, longer than 200 characters or not plain ASCII text.",
            "Use a new random UUID for each change.",
        )


class IdempotencyKeyReusedError(PortalError):
    """The same key came with another call."""

    code = "idempotency_key_reused"
    http_status = 422

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was used for another call within the last 24 hours.",
            "Use a new key for each change; send the same one only to repeat the same call.",
        )


class IdempotencyKeyInUseError(PortalError):
    """The first call with the key is being worked on."""

    code = "idempotency_key_in_use"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "The first call with this Idempotency-Key is still being worked on.",
            "Send it again in a moment; it will get the same answer.",
        )


class CursorError(PortalError):
    """The cursor of a page was not made by the portal, or for another order."""

    code = "cursor_invalid"

    def __init__(self) -> None:
        super().__init__(
            "The cursor is not one that the portal made for this list in this order.",
            "Follow the address in `next` unchanged, or begin without a cursor.",
        )


class ActNotPossibleError(PortalError):
    """The act is not offered for the row as it is now; the admin has no button for it either."""

    code = "act_not_possible"
    http_status = 409

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence, advice or "Nothing was changed; look at it again.")


class ChangedMeanwhileError(PortalError):
    """Somebody changed the row after the caller looked at it."""

    code = "changed_meanwhile"
    http_status = 412

    def __init__(self, change: LastChange) -> None:
        super().__init__(
            f"This was changed by {change.who} at {change.at}, after you looked at it.",
            "Nothing was saved. Look at it again, then make your change.",
        )


class UnknownAddressError(PortalError):
    """There is no such address."""

    code = "unknown_address"
    http_status = 404

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The API has no address {path}.",
            "Look at /api/v1/docs/ for those that it has; every address ends with a slash.",
        )

"""What the REST API refuses beside what the rules refuse."""

from sites.errors import PortalError
from sites.seen_change import LastChange


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


class ChangedMeanwhileError(PortalError):
    """Somebody changed the row after the caller looked at it."""

    code = "changed_meanwhile"
    http_status = 412

    def __init__(self, change: LastChange) -> None:
        super().__init__(
            f"This was changed by {change.who} at {change.at}, after you looked at it.",
            "Nothing was saved. Look at it again, then make your change.",
        )

"""Why a login is refused without looking at its password."""

from sites.errors import PortalError


class LoginLockedOutError(PortalError):
    """Too many wrong passwords before; the wire has an answer of its own (protocol 8.1).

    `remaining_milliseconds` is how long it lasts still, `lockout_id` the row of the lockout.
    """

    code = "user_login_timeout"
    http_status = 403

    def __init__(self, remaining_milliseconds: int, lockout_id: int) -> None:
        super().__init__(
            "There were too many wrong passwords.",
            "Wait, or ask an administrator of the portal to lift the lockout.",
        )
        self.remaining_milliseconds = remaining_milliseconds
        self.lockout_id = lockout_id


class LockoutGoneError(PortalError):
    """The lockout that was to be lifted has ended by now, or somebody else lifted it."""

    code = "lockout_gone"
    http_status = 409

    def __init__(self) -> None:
        super().__init__("This lockout is over already.", "Look at the list again.")

"""Why nobody is let in; lockouts have an error of their own in `sites.logins.errors`."""

from sites.errors import PortalError


class LoginRefusedError(PortalError):
    """Name or password are wrong, or the user is not active; nobody is told which."""

    code = "login_refused"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "The portal lets in no such user with this password.",
            "Check user name and password.",
        )


class PeopleNotKnownError(PortalError):
    """The portal cannot say anything about this person (docs/decisions/0014).

    A site takes 401 for a wrong password and refuses the person. Any other answer that is no
    success has it try the password that it remembers, as while its central server is away.
    """

    code = "people_not_known"
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "The portal has no password to compare with.",
            "The site lets in whom it let in before.",
        )

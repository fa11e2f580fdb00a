"""What the portal answers below `/sync/` and `/api/` where no view had the say."""

from sites.errors import PortalError


class RequestMalformedError(PortalError):
    """The request was malformed in a way that no view saw, such as an unknown host."""

    code = "bad_request"

    def __init__(self) -> None:
        super().__init__(
            "The request is malformed, or it was sent to a host name that the portal does not"
            " answer to.",
            "Check the server URL; an administrator can add a name to ALLOWED_HOSTS.",
        )


class UnknownRouteError(PortalError):
    """The portal has no such route."""

    code = "unknown_route"
    http_status = 404

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The portal has no route {path}.",
            "Check the server URL of the site: it is scheme, host and port, nothing more.",
        )


class NotAllowedError(PortalError):
    """Nobody may do this from where the request came."""

    code = "permission_denied"
    http_status = 403
    advice_of_admin = "No site sends this. Look which other program calls the portal there."

    def __init__(self) -> None:
        super().__init__("This is not allowed.")


class DefectError(PortalError):
    """A defect of the portal; what happened is in the log, never in the answer."""

    code = "internal_error"
    http_status = 500

    def __init__(self) -> None:
        super().__init__(
            "The portal met a problem of its own.",
            "Try again; if it stays, an administrator finds the cause in the portal's log.",
        )

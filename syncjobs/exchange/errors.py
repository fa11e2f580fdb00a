"""What can be wrong with a call of the exchange."""

from typing import ClassVar

from sites.errors import PortalError


class RequestBodyError(PortalError):
    """The body of a call is not what the route takes; nothing was changed."""

    code = "request_body_invalid"


class RequestBodyTooLargeError(PortalError):
    """The body of a call, or what it holds, is larger than the portal takes at once."""

    code = "request_body_too_large"
    http_status = 413


class QueryError(PortalError):
    """A parameter in the URL is not what the route takes."""

    code = "query_invalid"


class InitialisationInProgressError(PortalError):
    """The site's queue is being built and must not be pulled yet (protocol 3.2)."""

    code = "initialisation_in_progress"
    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "The data for this site is being prepared.",
            "Wait until site_status says idle, then pull.",
        )


class InitialisationFailedError(PortalError):
    """The site's queue could not be built."""

    code: ClassVar[str] = "initialisation_failed"
    http_status = 500

    def __init__(self, cause: str = "") -> None:
        super().__init__(
            f"The data for this site could not be prepared. {cause}".strip(),
            "Start the initialisation again at the site; if it fails again, an administrator finds"
            " the cause at the site's jobs in the portal.",
        )

"""What django-axes keeps of a wrong password: the name, the address, when, how often, no more."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from django.http import HttpRequest, QueryDict

from portal.signing_in.lockouts import beyond_limit

NOTHING = QueryDict("")


class BareRequest:
    """A request without what was typed and what the browser said of itself.

    One name at one address is one row then, and there is nothing in it that one could have typed.
    """

    GET = POST = NOTHING
    axes_user_agent = axes_http_accept = ""
    axes_credentials: dict[str, Any] | None = None
    axes_failures_since_start: int | None = None

    def __init__(self, request: Any) -> None:
        self.axes_ip_address: str | None = request.axes_ip_address
        self.axes_path_info: str = request.axes_path_info
        self.axes_attempt_time: Any = request.axes_attempt_time
        self.axes_locked_out: bool = request.axes_locked_out


class AttemptKeeping(AxesDatabaseHandler):
    """django-axes' own keeping in the database, with the portal's three limits."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """By how many wrong passwords the nearest limit is passed (AXES_FAILURE_LIMIT is 0)."""
        name = get_client_username(request, credentials)
        return beyond_limit(name, request.axes_ip_address)

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        """Counts a wrong password and says on the request whether that locked out."""
        if request is None:
            return
        bare = BareRequest(request)
        super().user_login_failed(sender, credentials, bare, **kwargs)
        # Typed as any, because django-axes hangs its own on the request.
        axes_request: Any = request
        axes_request.axes_locked_out = bare.axes_locked_out
        axes_request.axes_credentials = bare.axes_credentials

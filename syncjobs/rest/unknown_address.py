"""Addresses below `/api/v1/` that are none."""

from typing import Any, NoReturn

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from sites.errors import PortalError


class UnknownAddressError(PortalError):
    """There is no such address."""

    code = "unknown_address"
    http_status = 404

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The API has no address {path}.",
            "Look at /api/v1/docs/ for those that it has; every address ends with a slash.",
        )


class UnknownAddress(APIView):
    """Says so, whoever asks and however."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Raises UnknownAddressError."""
        raise UnknownAddressError(request.path)

    post = put = patch = delete = get

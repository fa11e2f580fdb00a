"""Addresses below `/api/v1/` that are none."""

from typing import Any, NoReturn

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from syncjobs.rest.errors import UnknownAddressError


class UnknownAddress(APIView):
    """Says so, whoever asks and however."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Raises UnknownAddressError."""
        raise UnknownAddressError(request.path)

    post = put = patch = delete = options = get

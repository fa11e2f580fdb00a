"""`Authorization: Bearer …` for the REST API."""

from typing import Any, Final

from django.contrib.auth.models import User
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from portal.api_tokens.checking import token_in_use
from portal.api_tokens.errors import TokenRevokedError
from portal.api_tokens.token_model import ApiToken
from sites.api.authentication import client_address

SCHEME: Final = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """Lets in whoever sends a token that holds; `request.auth` is the token.

    A call without one is left to the next way to sign in.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the token. Raises the errors of `token_in_use`."""
        scheme, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = token_in_use(secret.strip(), client_address(request._request))
        if token.person is None:
            raise TokenRevokedError
        return token.person, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's
        """What a 401 says of how to sign in."""
        return SCHEME


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The tokens in the description of the API."""

    target_class = "portal.api_tokens.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """As OpenAPI names it."""
        return {
            "type": "http",
            "scheme": SCHEME.lower(),
            "description": "A token that a person made in the admin, under API tokens.",
        }

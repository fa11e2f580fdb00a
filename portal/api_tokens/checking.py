"""Whether a secret is that of a token which holds."""

import hmac
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from portal.api_tokens.errors import (
    TokenExpiredError,
    TokenInvalidError,
    TokenPersonInactiveError,
    TokenRevokedError,
)
from portal.api_tokens.secret import digest_of, is_of_our_form
from portal.api_tokens.token_model import ApiToken
from portal.api_tokens.wrong_tokens import count_wrong_token

USE_WRITTEN_EVERY: Final = timedelta(hours=1)


def token_in_use(secret: str, address: str) -> ApiToken:
    """The token with this secret, and its person; a call from `address` uses it now. One query.

    Raises TokenInvalidError or TooManyWrongTokensError for what is no token, TokenRevokedError,
    TokenExpiredError and TokenPersonInactiveError for one that holds no longer.
    """
    token = _find(secret)
    if token is None:
        count_wrong_token(address)
        raise TokenInvalidError
    _refuse_unless_it_holds(token)
    _write_use(token)
    return token


def _find(secret: str) -> ApiToken | None:
    if not is_of_our_form(secret):
        return None
    digest = digest_of(secret)
    token = ApiToken.objects.select_related("person").filter(digest=digest).first()
    return token if token is not None and hmac.compare_digest(token.digest, digest) else None


def _refuse_unless_it_holds(token: ApiToken) -> None:
    person = token.person
    if token.revoked_at is not None or person is None:
        raise TokenRevokedError
    if token.expires_at <= timezone.now():
        raise TokenExpiredError
    if not (person.is_active and person.is_staff):
        raise TokenPersonInactiveError


def _write_use(token: ApiToken) -> None:
    now = timezone.now()
    before = now - USE_WRITTEN_EVERY
    if token.last_used_at is not None and token.last_used_at > before:
        return
    # Of two calls at the same moment one writes.
    is_due = Q(last_used_at=None) | Q(last_used_at__lte=before)
    ApiToken.objects.filter(is_due, pk=token.pk).update(last_used_at=now)

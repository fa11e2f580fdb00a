"""Making and revoking tokens."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone

from portal.api_tokens.errors import TokenGoneError
from portal.api_tokens.secret import digest_of, make_secret
from portal.api_tokens.token_model import ApiToken

# For how long a token may be made, in days.
LIFETIMES: Final = {7: "7 days", 30: "30 days", 90: "90 days", 365: "A year"}


def create_token(person: User, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """Makes a token of the person. Returns its row, and its secret, which is kept nowhere."""
    now = timezone.now()
    secret = make_secret()
    token = ApiToken.objects.create(
        name=name,
        person=person,
        digest=digest_of(secret),
        scopes=list(scopes),
        created_at=now,
        created_by=person,
        expires_at=now + timedelta(days=days),
    )
    return token, secret


def revoke_tokens_of(person_id: int, actor: User | None) -> int:
    """Ends all tokens of a person that hold; says how many."""
    now = timezone.now()
    tokens = ApiToken.objects.filter(person=person_id, revoked_at=None, expires_at__gt=now)
    return tokens.update(revoked_at=now, revoked_by=actor)


def revoke_token(token_id: int, person: User) -> None:
    """Ends the token now; the row stays. Raises TokenGoneError when it is revoked already."""
    tokens = ApiToken.objects.filter(pk=token_id, revoked_at=None)
    if not tokens.update(revoked_at=timezone.now(), revoked_by=person):
        raise TokenGoneError

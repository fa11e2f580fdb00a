"""Secrets with which discovery can be asked once in a site's name.

A verification sends one to the server that calls itself the Open mSupply central server. Only a
server that then asks *this* portal about the site makes the secret come back here (protocol 5.6),
so its use proves whose central server it is. It opens discovery and nothing else, binds no
hardware id and counts as no contact of the site.
"""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from sites.models import OneTimeCredential


def issue_one_time_secret(site_id: int, seconds: int) -> str:
    """A secret, in the form of a client secret, that is good once within `seconds`."""
    secret = secrets.token_hex(32)
    now = timezone.now()
    OneTimeCredential.objects.filter(expires_at__lt=now).delete()
    OneTimeCredential.objects.create(
        site_id=site_id, digest=_digest(secret), expires_at=now + timedelta(seconds=seconds)
    )
    return secret


def use_one_time_secret(site_id: int, secret: str, address: str) -> bool:
    """Uses the secret up; True for the one caller that may ask discovery with it."""
    now = timezone.now()
    good = OneTimeCredential.objects.filter(
        site_id=site_id, digest=_digest(secret), used_at__isnull=True, expires_at__gte=now
    )
    # Looked for first, because writing waits for other writers and nearly every caller has none.
    return good.exists() and good.update(used_at=now, used_from=address) == 1


def withdraw_one_time_secret(secret: str) -> bool:
    """Ends the secret's life; True when it had been used, that is, when it came back here."""
    credential = OneTimeCredential.objects.filter(digest=_digest(secret)).first()
    if credential is None:
        return False
    credential.delete()
    return credential.used_at is not None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

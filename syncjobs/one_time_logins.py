"""Passwords with which the portal signs in at a site's own server, once each (protocol 8.1, 9).

A site does not know the portal's account: it asks the portal's `POST /api/v4/login` whether name
and password are good. A password is good for one site, once, for a minute.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from django.utils import timezone

from sites.models import Site
from sites.names import name_key
from syncjobs.models import OneTimeLogin

# As which user the portal signs in, at every site, and the id of that user there.
PORTAL_USERNAME: Final = "portal-sync"
PORTAL_USER_ID: Final = "B3F1C2D07A5E4C6FA0D99E2B41C8D7E5"
LIFE: Final = timedelta(minutes=1)


def issue_one_time_login(site_id: int) -> str:
    """A password of 64 hexadecimal digits for `PORTAL_USERNAME` at this site."""
    password = secrets.token_hex(32)
    now = timezone.now()
    OneTimeLogin.objects.filter(expires_at__lt=now).delete()
    OneTimeLogin.objects.create(site_id=site_id, digest=_digest(password), expires_at=now + LIFE)
    return password


def use_one_time_login(password: str, site_name: str) -> Site | None:
    """Uses the password up; the site that may sign the portal in with it, for one caller only."""
    now = timezone.now()
    good = OneTimeLogin.objects.filter(
        digest=_digest(password), used_at__isnull=True, expires_at__gte=now
    )
    # Looked for first, because writing waits for other writers and nearly every caller has none.
    login = good.select_related("site").first()
    if login is None or login.site.name_key != name_key(site_name) or login.site.is_disabled:
        return None
    return login.site if good.update(used_at=now) else None


def withdraw_one_time_login(password: str) -> bool:
    """Ends the password's life; True when it had been used, that is, when its site asked here."""
    login = OneTimeLogin.objects.filter(digest=_digest(password)).first()
    if login is None:
        return False
    login.delete()
    return login.used_at is not None


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()

"""What EMAIL_URL says of the mail server."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

USUAL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """Django's settings of the mail server; without a server nothing can be sent."""

    is_set_up: bool = False
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False

    def __repr__(self) -> str:
        return f"EmailSettings(host={self.host!r})"


def email_settings(url: str) -> EmailSettings:
    """The settings that the URL stands for; none for an empty one.

    Raises ImproperlyConfigured, without the URL: it may hold a password.
    """
    if not url:
        return EmailSettings()
    scheme, found = url.partition("://")[0].lower(), _parts(url)
    if scheme not in USUAL_PORTS or not found.get("EMAIL_HOST"):
        raise ImproperlyConfigured(
            "EMAIL_URL is not the address of a mail server. Write it as smtp+tls://user:password@"
            "host:port, with smtp+ssl:// or smtp:// where the server wants it so."
        )
    return EmailSettings(
        is_set_up=True,
        host=found["EMAIL_HOST"],
        port=found["EMAIL_PORT"] or USUAL_PORTS[scheme],
        user=found["EMAIL_HOST_USER"] or "",
        password=found["EMAIL_HOST_PASSWORD"] or "",
        use_tls=found.get("EMAIL_USE_TLS", False),
        use_ssl=found.get("EMAIL_USE_SSL", False),
    )


def _parts(url: str) -> dict[str, Any]:
    """What the URL says; nothing when it cannot be read."""
    try:
        found: dict[str, Any] = Env.email_url_config(url)
    except (ValueError, ImproperlyConfigured):
        return {}
    return found

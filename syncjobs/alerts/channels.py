"""Addresses of alert channels: which can be used, and what may be seen of them."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from syncjobs.alerts.errors import ChannelError
from syncjobs.choices import ChannelKind
from syncjobs.models import AlertChannel

SCHEMES = ("http", "https")
EXAMPLE = "https://hooks.example.org/alerts"


def usable_address(kind: ChannelKind, text: str) -> str:
    """The address without what surrounds it. Raises ChannelError when nothing could be sent."""
    text = text.strip()
    if kind is ChannelKind.EMAIL:
        _refuse_email(text)
    else:
        _refuse_webhook(text)
    return text


def shown_address(channel: AlertChannel) -> str:
    """The address as anybody may see it: the rest of a webhook's URL lets its reader send there."""
    if channel.kind == ChannelKind.EMAIL:
        return channel.address
    parts = urlsplit(channel.address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…"


def _refuse_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ChannelError(
            "This is not an e-mail address.", "Enter one such as health@example.org."
        ) from error


def _refuse_webhook(text: str) -> None:
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ChannelError("The URL contains a space.", "Remove it.")
    if not _is_web_address(text):
        raise ChannelError(
            "The URL is not one of a web server.", f"Enter a whole one, such as {EXAMPLE}."
        )


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False

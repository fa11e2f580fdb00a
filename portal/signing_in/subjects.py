"""Whose wrong password it was: the name and the address as they are kept."""

from ipaddress import ip_address
from typing import Final

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from sites.api.authentication import client_address
from sites.logins.subjects import network_of

# No person's name begins so; what follows is a keyed hash of what was typed.
MARK_OF_UNKNOWN: Final = "#"
HASH_LENGTH: Final = 32


def address_to_count(request: HttpRequest) -> str | None:
    """The caller's address, and of an IPv6 address the first of its network; None if unreadable."""
    network = network_of(client_address(request)).partition("/")[0]
    return network if _is_address(network) else None


def name_to_count(
    request: HttpRequest,  # noqa: ARG001 - django-axes'
    credentials: dict[str, str] | None,
) -> str:
    """The name as it is kept: that of a person, or else a keyed hash of what was typed.

    People type passwords where the name belongs; those must not be found in the database.
    """
    typed = str((credentials or {}).get("username") or "")
    people = get_user_model()._default_manager
    if "\0" not in typed and people.filter(username=typed).exists():
        return typed
    digest = salted_hmac("portal.signing_in.names", typed, algorithm="sha256").hexdigest()
    return MARK_OF_UNKNOWN + digest[:HASH_LENGTH]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

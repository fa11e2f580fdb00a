"""What wrong passwords are counted for: a name at an address, a name anywhere, an address.

Names that nobody has are counted like all others, so that nobody learns which names there are.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings

from sites.choices import LockoutKind
from sites.names import name_key

# A caller who has one IPv6 address has a whole network of this size.
IPV6_PREFIX: Final = 64


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that can be locked out, after `limit` wrong passwords.

    `key` stands for it in the cache and the database. It is a keyed hash: people type passwords
    where the name belongs, and nobody must be able to find them out from it.
    """

    kind: LockoutKind
    key: str
    limit: int


def subjects_of(name: str, address: str) -> tuple[Subject, ...]:
    """What a try with this name from this address is counted for; a limit of 0 is none."""
    name, address = name_key(name), network_of(address)
    kinds = (
        (LockoutKind.NAME_AND_ADDRESS, f"{name}\0{address}", settings.LOGIN_LIMIT),
        (LockoutKind.NAME, name, settings.LOGIN_LIMIT_OF_NAME),
        (LockoutKind.ADDRESS, address, settings.LOGIN_LIMIT_OF_ADDRESS),
    )
    return tuple(Subject(kind, _key(kind, text), limit) for kind, text, limit in kinds if limit > 0)


def network_of(address: str) -> str:
    """The address itself, and of an IPv6 address the network that one caller has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), IPV6_PREFIX), strict=False))


def _key(kind: LockoutKind, text: str) -> str:
    message = f"{kind}\0{text}".encode()
    return hmac.new(_secret(), message, hashlib.sha256).hexdigest()


@lru_cache(maxsize=1)
def _secret() -> bytes:
    return hashlib.sha256(b"portal.logins\0" + settings.SECRET_KEY.encode()).digest()

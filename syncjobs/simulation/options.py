"""How a site signs in, how long it waits and how much it takes at once."""

import hashlib
from dataclasses import dataclass
from typing import Final

V5_VERSION: Final = 14
V6_VERSION: Final = 5
APP_NAME: Final = "Open mSupply Desktop"
APP_VERSION: Final = "2.20.0"
HARDWARE_ID: Final = "simulated-machine"


@dataclass(frozen=True, slots=True)
class Pauses:
    """The waits of a real site (protocol 1.5, 3.2), which tests make shorter.

    One attempt of a request is made for each of `connect_seconds`; `silence_seconds` is how long
    no byte may arrive.
    """

    integration_period_seconds: float = 1
    integration_limit_seconds: float = 30
    initialisation_period_seconds: float = 15
    initialisation_limit_seconds: float = 30 * 60
    connect_seconds: tuple[float, ...] = (2, 5, 10)
    silence_seconds: float = 5 * 60


@dataclass(frozen=True, slots=True)
class BatchSizes:
    """How many records a request is for at most; a real site always uses these figures."""

    central_pull: int = 500
    queue_pull: int = 500
    push: int = 1024


@dataclass(frozen=True, slots=True)
class Login:
    """The sync settings of a site, and what it says of itself with every request."""

    url: str
    name: str
    password_sha256: str
    hardware_id: str = HARDWARE_ID
    app_name: str = APP_NAME
    app_version: str = APP_VERSION

    def __repr__(self) -> str:
        return f"Login(url={self.url!r}, name={self.name!r})"


def sha256_of(password: str) -> str:
    """What a site keeps and sends of its password (protocol 1.2)."""
    return hashlib.sha256(password.encode()).hexdigest()

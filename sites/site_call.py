"""What a site's call says about itself: credentials and the four headers of protocol 1.2."""

import base64
import binascii
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from sites.errors import CredentialsMissingError, RequestHeaderError

LONGEST_HARDWARE_ID = 200
LONGEST_APP_NAME = 100
LONGEST_APP_VERSION = 40
_MOST_DIGITS = 9


class Headers(Protocol):
    """Finds the value of a header by its name, whatever the case of that."""

    def get(self, name: str, default: str, /) -> str:
        """The value, or `default` when the header was not sent."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A site's name as it was sent, and its client secret (see `sites.credentials`)."""

    name: str
    secret: str

    def __repr__(self) -> str:
        return f"Credentials(name={self.name!r})"


@dataclass(frozen=True, slots=True)
class SiteCall:
    """One call of a site. `address` is where it came from, for the count of wrong passwords."""

    credentials: Credentials
    hardware_id: str
    app_name: str
    app_version: str
    sync_version: int
    address: str


def read_site_call(headers: Headers, address: str) -> SiteCall:
    """Reads the headers of a call.

    Raises CredentialsMissingError and RequestHeaderError, whose sentences name the header.
    """
    return SiteCall(
        credentials=read_credentials(headers),
        hardware_id=_read_text(headers, "msupply-site-uuid", LONGEST_HARDWARE_ID),
        app_name=_read_text(headers, "app-name", LONGEST_APP_NAME),
        app_version=_read_text(headers, "app-version", LONGEST_APP_VERSION),
        sync_version=_read_sync_version(headers),
        address=address,
    )


def read_credentials(headers: Headers) -> Credentials:
    """Site name and client secret of a call. Raises CredentialsMissingError."""
    header = headers.get("Authorization", "")
    scheme, _, encoded = header.strip().partition(" ")
    if not header or scheme.lower() != "basic":
        raise CredentialsMissingError(
            "The call has no Authorization header with Basic credentials.",
            "Send the site name and the SHA-256 of its password.",
        )
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise CredentialsMissingError(
            "The Basic credentials cannot be read: they are not UTF-8 in base64.",
            "Send base64(site name:SHA-256 of the password).",
        ) from error
    # A site name may contain a colon, the hash never does.
    name, colon, secret = decoded.rpartition(":")
    if not colon or not name or not secret or "\0" in decoded:
        raise CredentialsMissingError(
            "The Basic credentials have no site name or no password.",
            "Send base64(site name:SHA-256 of the password).",
        )
    return Credentials(name, secret)


def _read_text(headers: Headers, name: str, longest: int) -> str:
    value = _as_utf8(headers.get(name, ""), name).strip()
    if not value:
        raise RequestHeaderError(
            f"The header {name} is missing, or is not plain ASCII.", "Send it with every call."
        )
    if len(value) > longest:
        raise RequestHeaderError(
            f"The header {name} has {len(value)} characters; {longest} are allowed."
        )
    # What can be printed has none; this is asked at every call, the next of hardly any.
    if not value.isprintable() and any(
        unicodedata.category(character) == "Cc" for character in value
    ):
        raise RequestHeaderError(f"The header {name} contains a control character.")
    return value


def _as_utf8(value: str, name: str) -> str:
    """WSGI hands header bytes over as Latin-1; the sites send UTF-8."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode()
    except UnicodeError as error:
        raise RequestHeaderError(f"The header {name} is not UTF-8.") from error


def _read_sync_version(headers: Headers) -> int:
    text = _read_text(headers, "version", LONGEST_APP_VERSION)
    if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
        raise RequestHeaderError(
            "The header version is not a number.", "Send the sync version, such as 14."
        )
    return int(text)

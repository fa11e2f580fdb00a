"""The address of the Open mSupply central server: what may be stored, and how remotes join it.

A remote resolves `central/sync/` against the stored text (shared protocol 7.1) and crashes on a
text that has no scheme (2.2), so the portal stores scheme, host and port and nothing else.
"""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

from sites.errors import CentralUrlError

SCHEMES = ("http", "https")
V6_PATH = "/central/sync/"
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
# An IPv6 address, with nothing but a port beside its brackets; urlsplit() drops what else is there.
_BRACKETED = re.compile(r"\[[0-9A-Fa-f:.]+(%[^\[\]]*)?\](:[^\[\]]*)?\Z")
_PUNYCODE = "xn--"
_HIGHEST_PORT = 65_535
_LONGEST_HOST = 253
EXAMPLE = "https://central.example.org"


def normalise_central_url(text: str) -> str:
    """`text` as `scheme://host` or `scheme://host:port`, in lower case, without a slash at the end.

    Raises CentralUrlError with a sentence of its own for each thing that a remote site could not
    use: no scheme, another scheme, no host, a user name, a path, a query, a fragment, a bad port.
    """
    text = text.strip()
    if not text:
        raise CentralUrlError("The URL is empty.", f"Enter one such as {EXAMPLE}.")
    _refuse_odd_characters(text)
    parts = _split(text)
    _refuse_what_a_remote_would_lose(parts, text)
    host = _host(parts)
    port = _port(parts)
    default_port = {"http": 80, "https": 443}[parts.scheme]
    suffix = "" if port in {None, default_port} else f":{port}"
    return f"{parts.scheme}://{host}{suffix}"


def joined_v6_url(central_url: str) -> str:
    """The address that a remote makes of a stored central URL, to which it sends its V6 calls."""
    return central_url + V6_PATH


def is_loopback(central_url: str) -> bool:
    """Whether a (normalised) URL means the machine that reads it: never what a remote wants."""
    host = urlsplit(central_url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    inner = getattr(address, "ipv4_mapped", None) or address
    return inner.is_loopback or inner.is_unspecified


def _refuse_odd_characters(text: str) -> None:
    if any(character.isspace() or ord(character) < ord(" ") for character in text):
        raise CentralUrlError("The URL contains a space.", "Remove it.")
    if "\\" in text:
        raise CentralUrlError("The URL contains a backslash.", "Use / after the scheme: https://")


def _split(text: str) -> SplitResult:
    scheme, separator, _ = text.partition("://")
    if not separator:
        raise CentralUrlError(
            "The URL does not begin with http:// or https://.",
            f"Enter the whole URL, such as {EXAMPLE}. Without its beginning, remote sites stop"
            " working.",
        )
    if scheme.lower() not in SCHEMES:
        raise CentralUrlError(
            f"The URL begins with {scheme}://, which remote sites cannot use.",
            "Begin it with https:// or http://.",
        )
    malformed = CentralUrlError(
        "The URL cannot be read: its host is malformed.", f"Enter one such as {EXAMPLE}."
    )
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise malformed from error
    host_and_port = parts.netloc.rpartition("@")[2]
    if "[" in host_and_port and not _BRACKETED.match(host_and_port):
        raise malformed
    return parts


def _refuse_what_a_remote_would_lose(parts: SplitResult, text: str) -> None:
    if "@" in parts.netloc:
        raise CentralUrlError(
            "The URL contains a user name.",
            "Remove everything up to the @; remote sites sign in with their own names.",
        )
    if "#" in text:
        raise CentralUrlError("The URL contains a fragment (#).", "Remove it.")
    if "?" in text:
        raise CentralUrlError("The URL contains a query (?).", "Remove it.")
    if parts.path not in {"", "/"}:
        raise CentralUrlError(
            f"The URL contains the path {parts.path}.",
            "Remove it: the Open mSupply central server must sit at the root of its host, and"
            f" remote sites add {V6_PATH} themselves.",
        )


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise CentralUrlError("The URL has no host.", f"Enter one such as {EXAMPLE}.")
    if ":" in host:
        if "%" in host:
            raise CentralUrlError("The URL contains an IPv6 zone (%).", "Remove it.")
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError as error:
            raise CentralUrlError(
                f"{host} is not an IPv6 address.", "Correct the part in brackets."
            ) from error
    return _name_or_ipv4(host)


def _name_or_ipv4(host: str) -> str:
    try:
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise CentralUrlError(f"{host} is not a host name.", "Correct it.") from error
    labels = ascii_host.removesuffix(".").split(".")
    looks_like_number = labels[-1].isdigit() or labels[-1].startswith("0x")
    if looks_like_number:
        try:
            return str(ipaddress.IPv4Address(ascii_host))
        except ValueError as error:
            raise CentralUrlError(
                f"{host} is neither a host name nor an IP address.", "Correct it."
            ) from error
    if len(ascii_host) > _LONGEST_HOST or not all(_is_label(label) for label in labels):
        raise CentralUrlError(
            f"{host} is not a host name.", "Use letters, digits, hyphens and dots."
        )
    return ascii_host.removesuffix(".")


def _is_label(label: str) -> bool:
    """Whether a remote can read this part of a host name; it refuses punycode that says nothing."""
    if not _LABEL.match(label):
        return False
    if not label.startswith(_PUNYCODE):
        return True
    try:
        return not label.removeprefix(_PUNYCODE).encode().decode("punycode").isascii()
    except UnicodeError:
        return False


def _port(parts: SplitResult) -> int | None:
    bad_port = CentralUrlError(
        "The port of the URL is not a number from 1 to 65535.",
        "Correct the digits after the colon, or leave the colon out.",
    )
    if parts.netloc.endswith(":"):
        raise bad_port
    try:
        port = parts.port
    except ValueError as error:
        raise bad_port from error
    if port is not None and not 1 <= port <= _HIGHEST_PORT:
        raise bad_port
    return port

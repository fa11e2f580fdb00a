"""What an answer to the V6 `site_status` says about the server that gave it (protocol 7.4)."""

import enum
import re
from dataclasses import dataclass
from typing import Any

from syncjobs.clients.bounded_http import Answer

LONGEST_TEXT = 300
_LEGACY_VARIANTS = ("legacyServerError", "cannotConnectToLegacyServer", "otherLegacyServerError")
_LONG_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{32,}")


class V6Verdict(enum.StrEnum):
    """Who answered."""

    CENTRAL = "central"
    OTHER_VERSION = "other_version"
    CANNOT_VALIDATE = "cannot_validate"
    BUSY = "busy"
    NOT_CENTRAL = "not_central"
    REFUSED_REQUEST = "refused_request"
    REDIRECTS = "redirects"
    SERVER_ERROR = "server_error"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class V6Reply:
    """The verdict and, where the server is known to speak V6, its own text, cut and cleaned."""

    verdict: V6Verdict
    text: str = ""


def read_v6_reply(answer: Answer) -> V6Reply:
    """Classifies an answer. The body of a stranger is never shown."""
    if answer.status == 200:  # noqa: PLR2004
        return _read_envelope(answer.json())
    if answer.status == 405:  # noqa: PLR2004
        return V6Reply(V6Verdict.NOT_CENTRAL)
    if answer.status in {400, 413}:
        return V6Reply(V6Verdict.REFUSED_REQUEST)
    if 300 <= answer.status < 400:  # noqa: PLR2004
        return V6Reply(V6Verdict.REDIRECTS, readable(answer.location))
    if answer.status in {500, 502, 503, 504}:
        return V6Reply(V6Verdict.SERVER_ERROR)
    return V6Reply(V6Verdict.STRANGER)


def _read_envelope(reply: Any) -> V6Reply:
    match reply:
        case {"data": {"is_integrating": bool()}}:
            return V6Reply(V6Verdict.CENTRAL)
        case {"error": "notACentralServer"}:
            return V6Reply(V6Verdict.NOT_CENTRAL)
        case {"error": "integrationInProgress"}:
            return V6Reply(V6Verdict.BUSY)
        case {"error": {"syncVersionMismatch": [*versions]}} if _are_versions(versions):
            low, high, received = versions
            return V6Reply(
                V6Verdict.OTHER_VERSION,
                readable(f"it accepts V6 versions {low} to {high}, the site speaks {received}"),
            )
        case {"error": {"otherServerError": str(text)}}:
            return V6Reply(V6Verdict.CANNOT_VALIDATE, readable(text))
        case {"error": dict(variant)} if any(name in variant for name in _LEGACY_VARIANTS):
            return V6Reply(V6Verdict.CANNOT_VALIDATE, readable(_legacy_text(variant)))
    return V6Reply(V6Verdict.STRANGER)


def readable(text: str) -> str:
    """`text` on one line, cut to 300 characters, with anything that could be a secret removed."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _LONG_HEXADECIMAL.sub("…", one_line)[:LONGEST_TEXT]


def _are_versions(versions: list[Any]) -> bool:
    # Python's True is an int as well.
    return len(versions) == 3 and all(type(version) is int for version in versions)  # noqa: PLR2004


def _legacy_text(variant: dict[str, Any]) -> str:
    value = next(variant[name] for name in _LEGACY_VARIANTS if name in variant)
    match value:
        case str(text):
            return text
        case {"code": str(code), "message": str(message)}:
            return f"{code}: {message}"
    return ""

"""A file that a person has looked at, kept in their session until they have it imported.

One file of a kind is kept. The page that shows it has its key: a page that shows an older one, in
another window, has nothing to import.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Any


@dataclass(frozen=True, slots=True)
class SeenFile:
    """The name of the file and its lines, each as a dictionary."""

    name: str
    lines: list[dict[str, Any]]


def keep_seen(session: Any, kind: str, name: str, lines: Sequence[Any]) -> str:
    """Keeps the lines, which are dataclasses; returns their key. `session` is Django's.

    They are compressed, because a session is read at every call: unread they cost next to nothing.
    """
    text = json.dumps([name, [asdict(line) for line in lines]])
    key = token_urlsafe(12)
    session[kind] = {"key": key, "file": b64encode(zlib.compress(text.encode())).decode()}
    return key


def take_seen(session: Any, kind: str, key: str) -> SeenFile | None:
    """The file with this key, which is not kept any more; None when it is not at hand."""
    if session.get(kind, {}).get("key") != key:
        return None
    packed = session.pop(kind)["file"]
    # At once, so that the same file sent twice is imported once.
    session.save()
    return SeenFile(*json.loads(zlib.decompress(b64decode(packed))))

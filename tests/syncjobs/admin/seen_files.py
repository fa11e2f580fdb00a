"""Pressing the button below what a file does."""

import re
from typing import Any

from django.test import Client

_KEY = re.compile('name="confirmed" value="(.+?)"')


def key_on(page: Any) -> str:
    """The key of the file that the page shows."""
    [key] = _KEY.findall(page.content.decode())
    return str(key)


def confirm(client: Client, path: str, kind: str) -> Any:
    """What comes of having the file imported that was looked at last, if it is still at hand."""
    key = client.session.get(kind, {}).get("key", "of none")
    return client.post(path, {"confirmed": key}, follow=True)

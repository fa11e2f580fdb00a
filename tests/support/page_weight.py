"""What a browser that has nothing cached loads for a page."""

import re
from pathlib import Path

from django.conf import settings

_FILES = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="/?static/([^"]+)"')
_IMPORTED = re.compile(r'@import\s+(?:url\()?["\']([^"\']+)["\']')
# What the web server sends to a browser that takes it; images it sends as they are.
COMPRESSED = ".gz"


def weight_of(html: bytes) -> int:
    """The bytes of the page as it is sent, and of the files that it names, each once.

    Styles, scripts and images count as the server sends them: compressed where a compressed file
    lies beside them.
    """
    files = files_of(html)
    return len(html) + sum(_sent(path) for path in files)


def files_of(html: bytes) -> set[Path]:
    """The static files that the page names, and what their styles import."""
    named = {settings.STATIC_ROOT / name for name in _FILES.findall(html.decode())}
    return named | {file for path in named for file in _imported(path)}


def _imported(path: Path) -> set[Path]:
    if path.suffix != ".css":
        return set()
    return {(path.parent / name).resolve() for name in _IMPORTED.findall(path.read_text())}


def _sent(path: Path) -> int:
    compressed = path.with_name(path.name + COMPRESSED)
    return (compressed if compressed.exists() else path).stat().st_size

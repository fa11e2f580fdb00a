"""JSON as an administrator reads it."""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString

# Of what a page shows; more is of no use to a reader and slows the browser.
MOST_SHOWN = 100_000
# Of a text that is put on indented lines; a pushed batch may be so large that this takes seconds.
MOST_INDENTED = 2_000_000


def pretty_json(text: str) -> SafeString:
    """The JSON text on indented lines, cut off with a sentence where it is very long."""
    readable = _indented(text) if len(text) <= MOST_INDENTED else text
    # Half a character, which a site may have pushed, cannot be sent to a browser.
    shown = readable[:MOST_SHOWN].encode(errors="backslashreplace").decode()
    if len(readable) <= MOST_SHOWN:
        return format_html("<pre>{}</pre>", shown)
    return format_html(
        "<p>These are the first {} of {} characters.</p><pre>{}</pre>",
        f"{MOST_SHOWN:,}",
        f"{len(readable):,}",
        shown,
    )


def _indented(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text

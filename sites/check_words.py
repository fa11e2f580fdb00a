"""Four plain words that stand for a server URL and the name of a site.

Two people compare them over a bad line: whoever has another letter in the URL or the name has other
words. They are no secret and prove nothing about who says them. docs/new-sites.md tells how anyone
can reckon them.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from sites.central_url import normalise_central_url
from sites.names import name_key

COUNT: Final = 4
# One word stands for so many bits, so the list has 1,024 words.
BITS_OF_WORD: Final = 10
_FILE: Final = Path(__file__).with_name("check_words.txt")


@cache
def word_list() -> tuple[str, ...]:
    """All words that can be check words, in the order of the alphabet."""
    return tuple(_FILE.read_text(encoding="ascii").split())


def check_words(server_url: str, site_name: str) -> tuple[str, ...]:
    """The four words for what is entered at a site.

    What the portal takes for the same counts as the same: capitals and a slash at the end of the
    URL, capitals and outer spaces in the name. Raises CentralUrlError for what is no URL of a
    server.
    """
    text = f"{normalise_central_url(server_url)}\n{name_key(site_name)}"
    digest = hashlib.sha256(text.encode()).digest()
    bits = int.from_bytes(digest) >> (len(digest) * 8 - COUNT * BITS_OF_WORD)
    words, last = word_list(), 2**BITS_OF_WORD - 1
    shifts = range((COUNT - 1) * BITS_OF_WORD, -1, -BITS_OF_WORD)
    return tuple(words[bits >> shift & last] for shift in shifts)

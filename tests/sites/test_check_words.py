"""The four words that two people compare over a bad line."""

import hashlib
import re
from collections import defaultdict
from itertools import combinations

import pytest

from sites.check_words import check_words, word_list

pytestmark = pytest.mark.any_database

URL = "https://portal.example.org"
NAME = "Lakeside clinic"
# What sounds the same, or nearly so, where the line swallows half of it.
SILENT = (("kn", "n"), ("wr", "r"), ("gn", "n"), ("ps", "s"), ("rh", "r"))
SOUNDS = (
    *(("tch", "C"), ("sch", "SK"), ("sh", "C"), ("ch", "C"), ("ph", "F"), ("gh", ""), ("th", "T")),
    *(("dge", "C"), ("ck", "K"), ("qu", "K"), ("x", "KS"), ("ce", "Se"), ("ci", "Si")),
    *(("cy", "Sy"), ("ge", "Ce"), ("gi", "Ci"), ("gy", "Cy")),
)
ALIKE = str.maketrans("bpdtgkcqfvszjmnlr", "PPTTKKKKFFSSCNNLR")


def heard(word: str) -> str:
    """The consonants of the word as a bad line lets them through, and how it begins."""
    for spelt, sound in SILENT:
        if word.startswith(spelt):
            word = sound + word.removeprefix(spelt)
    for spelt, sound in SOUNDS:
        word = word.replace(spelt, sound)
    word = word.translate(ALIKE)
    begins = "A" if word[0] in "aeiou" else word[0]
    return begins + re.sub(r"(.)\1+", r"\1", re.sub("[aeiouhwy]", "", word[1:]))


def with_one_letter_less(word: str) -> set[str]:
    """The word, and the word without any one of its letters."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def test_they_are_four_words_of_the_list() -> None:
    words = check_words(URL, NAME)
    assert len(words) == 4
    assert set(words) <= set(word_list())


def test_anyone_can_reckon_them_with_the_sha_256_of_url_and_name() -> None:
    digest = hashlib.sha256(b"https://portal.example.org\nlakeside clinic").hexdigest()
    bits = f"{int(digest[:10], 16):040b}"
    reckoned = [word_list()[int(bits[start : start + 10], 2)] for start in (0, 10, 20, 30)]
    assert check_words(URL, NAME) == tuple(reckoned)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://portal.example.org/", NAME),
        ("HTTPS://Portal.Example.org:443", NAME),
        (URL, " LAKESIDE clinic "),
    ],
)
def test_what_the_portal_takes_for_the_same_has_the_same_words(url: str, name: str) -> None:
    assert check_words(url, name) == check_words(URL, NAME)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://portal.example.org", NAME),
        ("https://portal.example.org:8000", NAME),
        ("https://portel.example.org", NAME),
        (URL, "Lakeside clinik"),
        (URL, "Lakesideclinic"),
    ],
)
def test_a_wrong_letter_has_other_words(url: str, name: str) -> None:
    assert check_words(url, name) != check_words(URL, NAME)


def test_the_list_has_a_word_for_each_of_ten_bits() -> None:
    words = word_list()
    assert len(words) == 1_024
    assert list(words) == sorted(set(words))
    assert all(re.fullmatch("[a-z]{4,9}", word) for word in words)


def test_no_two_words_differ_in_one_letter() -> None:
    # Also not in one more, and not in two that changed places.
    found: dict[str, set[str]] = defaultdict(set)
    for word in word_list():
        for text in with_one_letter_less(word):
            found[text].add(word)
    assert [words for words in found.values() if len(words) > 1] == []


def test_no_two_words_sound_alike() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for word in word_list():
        found[heard(word)].append(word)
    assert [words for words in found.values() if len(words) > 1] == []


def test_no_word_begins_another() -> None:
    words = word_list()
    assert [pair for pair in combinations(words, 2) if pair[1].startswith(pair[0])] == []

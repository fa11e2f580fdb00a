"""The documents: that each is found from the README, and that what they point to is there."""

import re
from pathlib import Path

from portal.environment import BASE_DIR

DOCS = BASE_DIR / "docs"
TARGET = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def targets_of(document: Path) -> set[Path]:
    """The files of the project that the document links to or shows."""
    found = TARGET.findall(document.read_text(encoding="utf-8"))
    return {(document.parent / each).resolve() for each in found if "://" not in each}


def test_the_readme_links_to_every_document() -> None:
    assert set(DOCS.glob("*.md")) - targets_of(BASE_DIR / "README.md") == set()


def test_what_documents_point_to_is_there() -> None:
    documents = [*BASE_DIR.glob("*.md"), *DOCS.rglob("*.md")]
    targets = {each for document in documents for each in targets_of(document)}
    assert {each for each in targets if not each.exists()} == set()


def test_every_picture_is_shown_somewhere() -> None:
    shown = {each for document in DOCS.glob("*.md") for each in targets_of(document)}
    shown |= targets_of(BASE_DIR / "README.md")
    assert set((DOCS / "images").glob("*.png")) - shown == set()

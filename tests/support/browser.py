"""Headless Chromium, and what is kept of a page when its test fails."""

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from portal.environment import BASE_DIR

FOLDER = BASE_DIR / "build" / "browser"
# The one without a window of its own does the same with two thirds of the work.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The path of Chromium; a test that needs it fails with a sentence when there is none."""
    named = os.environ.get("CHROMIUM")
    path = named or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        pytest.fail(
            "Chromium is missing, and this test looks at a page. Install Debian's package"
            " chromium (make test does), or name the program with the variable CHROMIUM.",
            pytrace=False,
        )
    return path


def launch(playwright: Playwright) -> Browser:
    """A browser without a window that calls nobody but the pages of the tests."""
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS)


def keep(page: Page, name: str) -> Path:
    """Write a picture and the HTML of `page` to build/browser/, and return the picture's path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path: Path = FOLDER / (re.sub(r"\W+", "-", name).strip("-") + ".png")
    page.screenshot(path=path, full_page=True)
    path.with_suffix(".html").write_text(page.content())
    return path

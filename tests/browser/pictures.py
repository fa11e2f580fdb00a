"""The pictures of the README and of docs/, made by the journeys that they show.

They are made in every test run, so that this cannot rot; with SCREENSHOTS=1 they are kept in
docs/images/.
"""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

from portal.environment import BASE_DIR

Picture = Callable[[Page | Locator, str], None]
LARGEST_PICTURE = 200_000


def pictures_into(folder: Path) -> Picture:
    """What keeps a picture of a page, or of a part of it, under a name without its ending."""
    if os.environ.get("SCREENSHOTS") == "1":
        folder = BASE_DIR / "docs" / "images"
        folder.mkdir(parents=True, exist_ok=True)

    def keep(shown: Page | Locator, name: str) -> None:
        page = shown if isinstance(shown, Page) else shown.page
        page.mouse.move(0, 0)
        path = folder / f"{name}.png"
        shown.screenshot(path=path, animations="disabled", caret="hide")
        assert 5_000 < path.stat().st_size < LARGEST_PICTURE, (name, path.stat().st_size)

    return keep

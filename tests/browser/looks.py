"""What holds for whoever looks at a page: on a phone, at a desk, in the light, in the dark."""

from collections.abc import Sequence
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

Scheme = Literal["light", "dark"]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
WIDTH = "document.scrollingElement.scrollWidth"
LUMINANCE = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
}"""
# Links change their colour slowly; what is replaced meanwhile ends its change.
COLOURS_SETTLED = """() => Promise.all(
  document.getAnimations().filter(moving => moving instanceof CSSTransition)
    .map(moving => moving.finished.catch(() => null))
)"""


def grave_problems(page: Page, without: str = "", rules: Sequence[str] = ()) -> list[str]:
    """What axe-core calls serious or critical, with the places."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    context = {"exclude": [[without]]} if without else None
    violations = Axe().run(page, context, options).response["violations"]
    return [
        f"{found['id']}: {node['target']} {node['html'][:120]}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]

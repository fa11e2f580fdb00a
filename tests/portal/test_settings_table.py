"""docs/settings.md tells of every setting, and nothing else."""

import re

import pytest

from portal.environment import BASE_DIR, env

pytestmark = pytest.mark.any_database
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]*) \| ([^|]+) \|$", re.MULTILINE)
TABLE = {
    name: (default, text)
    for name, default, text in ROW.findall((BASE_DIR / "docs" / "settings.md").read_text())
}


def written(default: object) -> str:
    """How the table writes a default."""
    if default in ("", []):
        return ""
    text = str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{text.replace(str(BASE_DIR), '.')}`"


def test_it_names_every_setting_once_and_in_order() -> None:
    assert list(TABLE) == list(env.scheme)


def test_it_gives_the_default_of_every_setting() -> None:
    defaults = {name: written(default) for name, (_, default) in env.scheme.items()}
    assert {name: default for name, (default, _) in TABLE.items()} == defaults


def test_it_explains_every_setting_in_a_sentence() -> None:
    short = [name for name, (_, text) in TABLE.items() if len(text) < 20 or text[-1] != "."]
    assert short == []


def test_it_mentions_every_setting_of_the_example() -> None:
    example = (BASE_DIR / ".env.example").read_text()
    names = re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)
    assert set(names) <= set(TABLE)
    assert names

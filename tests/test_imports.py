"""The packages use each other in one direction only: portal -> syncjobs -> sites."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.environment import BASE_DIR

# What each package may import of the other packages.
ALLOWED = {"sites": set[str](), "syncjobs": {"sites"}, "portal": {"sites", "syncjobs"}}
FILES = [path for package in ALLOWED for path in sorted((BASE_DIR / package).rglob("*.py"))]
pytestmark = pytest.mark.any_database
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """The dotted names of all modules that are imported anywhere in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def relative(path: Path) -> str:
    return str(path.relative_to(BASE_DIR))


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_it_imports_only_packages_below(path: Path) -> None:
    package = path.relative_to(BASE_DIR).parts[0]
    forbidden = ALLOWED.keys() - ALLOWED[package] - {package} | {"tests", "benchmarks"}
    names = imported_modules(ast.parse(path.read_text()))
    assert [name for name in names if name.split(".")[0] in forbidden] == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_it_imports_at_the_top_of_the_file(path: Path) -> None:
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if is_function(node))
    assert [name for function in functions for name in imported_modules(function)] == []


def is_function(node: ast.AST) -> bool:
    return isinstance(node, FUNCTIONS)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_it_leaves_the_sites_of_django_alone(path: Path) -> None:
    names = imported_modules(ast.parse(path.read_text()))
    assert [name for name in names if name.startswith("django.contrib.sites")] == []


def test_it_has_no_relative_imports() -> None:
    nodes = ((path, node) for path in FILES for node in ast.walk(ast.parse(path.read_text())))
    found = [relative(path) for path, node in nodes if getattr(node, "level", 0)]
    assert found == []


def test_it_has_these_packages_and_no_others() -> None:
    packages = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")}
    assert packages == {"portal", "sites", "syncjobs", "tests"}

"""The packages use each other in one direction only: portal -> syncjobs -> sites."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from portal.environment import BASE_DIR

# What each package may import of the other packages.
ALLOWED = {"sites": set[str](), "syncjobs": {"sites"}, "portal": {"sites", "syncjobs"}}
pytestmark = pytest.mark.any_database
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.AST]:
    """Every file of the packages, read, by its path in the project."""
    paths = (path for package in ALLOWED for path in sorted((BASE_DIR / package).rglob("*.py")))
    return {str(path.relative_to(BASE_DIR)): ast.parse(path.read_text()) for path in paths}


def imported_modules(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The dotted names of all modules that are imported by `nodes`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_they_import_only_packages_below(trees: dict[str, ast.AST]) -> None:
    found = []
    for path, tree in trees.items():
        package = path.split("/")[0]
        forbidden = ALLOWED.keys() - ALLOWED[package] - {package} | {"tests", "benchmarks"}
        names = imported_modules(ast.walk(tree))
        found += [(path, name) for name in names if name.split(".")[0] in forbidden]
    assert found == []


def test_they_import_at_the_top_of_the_file(trees: dict[str, ast.AST]) -> None:
    found = [
        (path, name)
        for path, tree in trees.items()
        for function in ast.walk(tree)
        if isinstance(function, FUNCTIONS)
        for name in imported_modules(ast.walk(function))
    ]
    assert found == []


def test_they_leave_the_sites_of_django_alone(trees: dict[str, ast.AST]) -> None:
    found = [
        (path, name)
        for path, tree in trees.items()
        for name in imported_modules(ast.walk(tree))
        if name.startswith("django.contrib.sites")
    ]
    assert found == []


def test_they_have_no_relative_imports(trees: dict[str, ast.AST]) -> None:
    found = [
        path for path, tree in trees.items() for node in ast.walk(tree) if getattr(node, "level", 0)
    ]
    assert found == []


def test_there_are_these_packages_and_no_others(trees: dict[str, ast.AST]) -> None:
    packages = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")}
    assert packages == {"portal", "sites", "syncjobs", "tests"}
    assert {path.split("/")[0] for path in trees} == packages - {"tests"}

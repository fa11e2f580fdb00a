"""As much of GraphQL as a site is asked: a query is parsed, checked by the schema, answered."""

import re
from collections.abc import Iterator
from typing import Any

TOKENS = re.compile(r'\.\.\.|[{}()]|"[^"]*"|[$!:,\[\]]|[A-Za-z_0-9]+')
Selection = list[tuple[str, str, "Selection"]]

STATUS = dict.fromkeys(("started", "finished", "durationInSeconds"), "")
PROGRESS = dict.fromkeys(("started", "finished", "total", "done"), "")
# Of each type the fields with their types; an empty type is a scalar (protocol 9.3).
SCHEMA: dict[str, dict[str, str]] = {
    "InitialisationStatusNode": {"status": "", "siteName": ""},
    "MigrationStatusNode": {"inProgress": "", "version": ""},
    "AuthTokenResponse": {},
    "AuthToken": {"token": ""},
    "AuthTokenError": {"error": "AuthTokenErrorInterface"},
    "AuthTokenErrorInterface": {"description": ""},
    "AccountBlocked": {"description": "", "timeoutRemaining": ""},
    "SyncErrorNode": {"variant": "", "fullError": ""},
    "SyncStatusNode": STATUS,
    "SyncStatusWithProgressNode": PROGRESS,
    "FullSyncStatusNode": {
        "isSyncing": "",
        "error": "SyncErrorNode",
        "summary": "SyncStatusNode",
        "prepareInitial": "SyncStatusNode",
        "lastSuccessfulSync": "SyncStatusNode",
        **dict.fromkeys(
            ("pushV6", "push", "pullCentral", "pullRemote", "pullV6", "integration"),
            "SyncStatusWithProgressNode",
        ),
        "warningThreshold": "",
        "errorThreshold": "",
    },
}


class GraphqlError(Exception):
    """The operation ends with this message in `errors`."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


def parse(query: str) -> tuple[str, Selection]:
    """`query` or `mutation`, and what is selected: names, types of fragments, inner selections."""
    tokens = iter(TOKENS.findall(query))
    kind = next(tokens, "")
    if kind not in {"query", "mutation"}:
        raise GraphqlError("Expected a query or a mutation.")
    for token in tokens:
        if token == "{":
            return kind, _selection(tokens)
        if token == "(":
            _skip_arguments(tokens)
    raise GraphqlError("Expected a selection.")


def check(type_name: str, selection: Selection) -> None:
    """Raises GraphqlError when the type does not have what is selected of it."""
    if bool(type_name) != bool(selection):
        raise GraphqlError(f'What is selected of "{type_name}" is no good.')
    for name, fragment, inner in selection:
        if fragment:
            if fragment not in SCHEMA:
                raise GraphqlError(f'Unknown type "{fragment}".')
            check(fragment, inner)
        elif name != "__typename":
            if name not in SCHEMA[type_name]:
                raise GraphqlError(f'Unknown field "{name}" on type "{type_name}".')
            check(SCHEMA[type_name][name], inner)


def project(value: Any, selection: Selection) -> Any:
    """What is selected of `value`, which `check` has found good."""
    if value is None or not selection:
        return value
    found: dict[str, Any] = {}
    for name, fragment, inner in selection:
        if not fragment:
            found[name] = project(value[name], inner)
        elif value["__typename"] == fragment:
            found |= project(value, inner)
    return found


def _selection(tokens: Iterator[str]) -> Selection:
    found: Selection = []
    for token in tokens:
        if token == "}":
            return found
        if token == "...":
            if next(tokens) != "on":
                raise GraphqlError("Expected a type condition.")
            found.append(("", next(tokens), []))
        elif token == "{":
            name, fragment, _ = found.pop()
            found.append((name, fragment, _selection(tokens)))
        elif token == "(":
            _skip_arguments(tokens)
        else:
            found.append((token, "", []))
    raise GraphqlError("Expected the end of a selection.")


def _skip_arguments(tokens: Iterator[str]) -> None:
    for token in tokens:
        if token == ")":
            return
    raise GraphqlError("Expected the end of the arguments.")

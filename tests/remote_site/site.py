"""The site behind the server: its tokens, its syncs, and what it answers to an operation."""

import secrets
import threading
from collections.abc import Callable
from typing import Any

from tests.remote_site.behaviour import Behaviour, State
from tests.remote_site.graphql import GraphqlError, Selection, check, parse, project
from tests.remote_site.runs import Run, status_node
from tests.remote_site.signing_in import sign_in

ALWAYS = {
    "initialisationStatus": "InitialisationStatusNode",
    "migrationStatus": "MigrationStatusNode",
}
SETTING_UP = {**ALWAYS, "latestSyncStatus": "FullSyncStatusNode"}
FIELDS: dict[tuple[State, str], dict[str, str]] = {
    (State.MIGRATING, "query"): {"migrationStatus": "MigrationStatusNode"},
    (State.PRE_INITIALISATION, "query"): SETTING_UP,
    (State.INITIALISING, "query"): SETTING_UP,
    (State.INITIALISED, "query"): {**SETTING_UP, "authToken": "AuthTokenResponse"},
    (State.PRE_INITIALISATION, "mutation"): {"manualSync": ""},
    (State.INITIALISING, "mutation"): {"manualSync": ""},
    (State.INITIALISED, "mutation"): {"manualSync": ""},
}
WITH_TOKEN = {"latestSyncStatus", "manualSync"}


class Site:
    """Answers operations as protocol 9.3 says. Safe to be asked by several threads."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asked: list[str] = []
        self.passwords: list[str] = []
        self.login_statuses: list[int] = []
        self.runs: list[Run] = []
        self.ended = threading.Event()
        self._tokens: set[str] = set()
        self._looks_until_start: int | None = None
        self._lock = threading.Lock()

    def operate(self, query: str, variables: dict[str, str], token: str) -> dict[str, Any]:
        """The `data` of the answer. Raises GraphqlError."""
        kind, selection = parse(query)
        fields = FIELDS.get((self.behaviour.state, kind), {})
        type_of = "Queries" if kind == "query" else "Mutations"
        return {
            name: self._field(name, fields, type_of, inner, variables, token)
            for name, _, inner in selection
        }

    def _field(
        self,
        name: str,
        fields: dict[str, str],
        type_of: str,
        inner: Selection,
        variables: dict[str, str],
        token: str,
    ) -> Any:
        if name not in fields:
            raise GraphqlError(f'Unknown field "{name}" on type "{type_of}".')
        check(fields[name], inner)
        self.asked.append(name)
        is_operational = self.behaviour.state is State.INITIALISED
        if is_operational and name in WITH_TOKEN and token not in self._tokens:
            raise GraphqlError("Unauthenticated", f"Error(Token({token[:4]}))")
        answers: dict[str, Callable[[dict[str, str]], Any]] = {
            "initialisationStatus": self._initialisation_status,
            "migrationStatus": self._migration_status,
            "authToken": self._auth_token,
            "manualSync": self._manual_sync,
            "latestSyncStatus": self._latest_sync_status,
        }
        return project(answers[name](variables), inner)

    def begin_run(self) -> Run:
        """A sync begins by itself."""
        with self._lock:
            return self._begin_run()

    def forget_tokens(self) -> None:
        """As after an hour, or a restart."""
        self._tokens.clear()

    def _initialisation_status(self, _: dict[str, str]) -> Any:
        state = self.behaviour.state
        name = self.behaviour.site_name if state is State.INITIALISED else None
        return {"status": state.value, "siteName": name}

    def _migration_status(self, _: dict[str, str]) -> Any:
        return {"inProgress": self.behaviour.state is State.MIGRATING, "version": "2.20.0"}

    def _auth_token(self, variables: dict[str, str]) -> Any:
        self.passwords.append(variables["password"])
        error = sign_in(
            self.behaviour, variables["username"], variables["password"], self.login_statuses
        )
        if error:
            self.ended.wait(self.behaviour.failure_seconds)
            node = {"__typename": error, "description": error, "timeoutRemaining": 540_000}
            return {"__typename": "AuthTokenError", "error": node}
        token = f"{secrets.token_hex(8)}.{secrets.token_hex(20)}"
        self._tokens.add(token)
        return {"__typename": "AuthToken", "token": token}

    def _manual_sync(self, _: dict[str, str]) -> Any:
        if self.behaviour.state is not State.INITIALISED:
            raise GraphqlError("Bad user input")
        with self._lock:
            # One that waits already takes no second.
            if self._looks_until_start is None and not self.behaviour.drops_triggers:
                self._looks_until_start = self.behaviour.looks_before_start
        return "Sync triggered"

    def _latest_sync_status(self, _: dict[str, str]) -> Any:
        with self._lock:
            self._move()
            newest = self.runs[-1] if self.runs else None
            successful = [run for run in self.runs if run.finished]
            return status_node(newest, successful[-1] if successful else None)

    def _move(self) -> None:
        if self.runs and self.runs[-1].is_syncing:
            self.runs[-1].move()
        elif self._looks_until_start == 0:
            self._looks_until_start = None
            self._begin_run()
        elif self._looks_until_start is not None:
            self._looks_until_start -= 1

    def _begin_run(self) -> Run:
        self.runs.append(Run(self.behaviour.plan))
        return self.runs[-1]

"""Calling the REST API as a script does."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from portal.api_tokens.issuing import create_token
from portal.api_tokens.scopes import Reach, Resource, scopes_within
from tests.support.people import person

ROOT = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Script:
    """A program with a token of this person."""

    person: User
    secret: str

    def get(self, path: str, **query: Any) -> Any:
        return self.call("get", path, query)

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        return self.call("post", path, body, key)

    def patch(self, path: str, body: Any, key: str = "", seen: str = "") -> Any:
        return self.call("patch", path, body, key, seen)

    def delete(self, path: str, body: Any = None, key: str = "") -> Any:
        return self.call("delete", path, body, key)

    def call(self, method: str, path: str, data: Any = None, key: str = "", seen: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key:
            headers["Idempotency-Key"] = key
        if seen:
            headers["If-Match"] = seen
        address = path if path.startswith(("/", "http")) else ROOT + path
        # A defect is an answer here, as it is for a script.
        client = Client(raise_request_exception=False)
        body: dict[str, Any] = {} if method == "get" else {"content_type": "application/json"}
        sent = {"data": data} if data is not None else {}
        return getattr(client, method)(address, headers=headers, **sent, **body)


def script_of(name: str, role: str, *scopes: str) -> Script:
    """A script of a person of this role; with all scopes unless some are named."""
    every = [scope for each in Resource for scope in scopes_within(each, Reach.WRITE)]
    owner = person(name, role)
    _, secret = create_token(owner, "A script", scopes or every, 30)
    return Script(owner, secret)


def refusal(response: Any) -> tuple[int, str]:
    """The status and the code of the error."""
    return response.status_code, response.json()["error"]["code"]


def message(response: Any) -> str:
    """What the error says to people."""
    text: str = response.json()["error"]["message"]
    return text


def rows(response: Any) -> list[Any]:
    """The rows of a page."""
    assert response.status_code == 200, response.content
    found: list[Any] = response.json()["results"]
    return found


def last_change(row: Any) -> Any:
    """The newest row of its history."""
    return row.history.latest()


def change_count(row: Any) -> int:
    """How many rows its history has."""
    count: int = row.history.count()
    return count

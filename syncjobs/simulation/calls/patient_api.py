"""Looking up patients of other sites, with the password alone (protocol 8.3)."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urljoin

from syncjobs.simulation.calls.http_exchange import Reply, Request, is_http_url
from syncjobs.simulation.calls.strict_json import Members, StrictJsonError, parse
from syncjobs.simulation.calls.transport import Transport
from syncjobs.simulation.errors import InvalidUrlError, NotLetInError, UnreadableReplyError
from syncjobs.simulation.options import Login

T = TypeVar("T")

OK: Final = 200
UNAUTHORISED: Final = 401
_TEXTS: Final = ("name", "phone", "email", "code", "last", "first")
_ZERO_DATE: Final = "0000-00-00"


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """A patient as the server told of it; `born_on` is `YYYY-MM-DD` or empty."""

    id: str
    name: str
    code: str
    last: str
    first: str
    born_on: str


@dataclass(frozen=True, slots=True)
class Join:
    """What makes a patient visible to a store."""

    id: str
    name_id: str
    store_id: str


class PatientApi:
    """The server at the root of the host in the login's URL; every method raises SyncFailedError.

    Raises InvalidUrlError when it is made, if that URL cannot be parsed.
    """

    def __init__(self, login: Login, transport: Transport) -> None:
        if not is_http_url(login.url):
            raise InvalidUrlError(f"Cannot parse url '{login.url}'.")
        credentials = base64.b64encode(f"{login.name}:{login.password_sha256}".encode()).decode()
        self._headers = {"authorization": f"Basic {credentials}", "accept": "*/*"}
        self._base_url = login.url
        self._transport = transport

    def search(self, query: Mapping[str, str]) -> list[FoundPatient]:
        """The patients of all sites that fit, by parameters such as `last_name`."""
        route = f"/api/v4/patient?{urlencode(query)}"
        reply = self._send(Request("GET", urljoin(self._base_url, route), self._headers))
        # Whatever else the status is, the body decides.
        return _read(reply, "patients", _patients)

    def join(self, name_id: str, store_id: str) -> Join:
        """Makes a patient visible to a store."""
        url = urljoin(self._base_url, "/api/v4/name_store_join")
        body = json.dumps({"name_ID": name_id, "store_ID": store_id}).encode()
        headers = self._headers | {"content-type": "application/json"}
        reply = self._send(Request("POST", url, headers, body))
        if reply.status != OK:
            raise UnreadableReplyError(f"name_store_join: {_shown(reply)}")
        return _read(reply, "name_store_join", _join)

    def _send(self, request: Request) -> Reply:
        reply = self._transport.send(request)
        if reply.status == UNAUTHORISED:
            raise NotLetInError(f"{request.method} {request.url}: {_shown(reply)}")
        return reply


def _read(reply: Reply, what: str, read: Callable[[Any], T]) -> T:
    try:
        return read(parse(reply.body))
    except StrictJsonError as error:
        raise UnreadableReplyError(f"{what}: {error}; {_shown(reply)}") from error


def _patients(value: Any) -> list[FoundPatient]:
    if not isinstance(value, list):
        raise StrictJsonError("the answer is not a list")
    return [_patient(each) for each in value]


def _patient(value: Any) -> FoundPatient:
    members = Members(value, "a patient")
    # All of them are read, whether or not anybody looks at them.
    texts = {name: members.text(name) for name in _TEXTS}
    if "date_of_birth" not in value:
        raise StrictJsonError("a patient has no member `date_of_birth`")
    born = value["date_of_birth"]
    day = born.partition("T")[0] if isinstance(born, str) else ""
    return FoundPatient(
        id=members.text("ID"),
        name=texts["name"],
        code=texts["code"],
        last=texts["last"],
        first=texts["first"],
        born_on="" if day == _ZERO_DATE else day,
    )


def _join(value: Any) -> Join:
    members = Members(value, "the join")
    members.boolean("inactive")
    return Join(members.text("ID"), members.text("name_ID"), members.text("store_ID"))


def _shown(reply: Reply) -> str:
    return f"status: {reply.status}, text: '{reply.body.decode(errors='replace')[:300]}'"

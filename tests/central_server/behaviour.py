"""What the stand-in is, and what is wrong with it."""

import enum
from dataclasses import dataclass
from typing import Any


class Fault(enum.StrEnum):
    """How `/central/sync/…` goes wrong. Each value can be typed after `--fault`."""

    NONE = "none"
    # Open mSupply, with something wrong in its set-up or of another version.
    NOT_CENTRAL = "not-central"
    NOT_CENTRAL_ENVELOPE = "not-central-envelope"
    BUSY = "busy"
    NO_CALL_BACK = "no-call-back"
    CALLS_BACK_THEN_FAILS = "calls-back-then-fails"
    LEGACY_SERVER_ERROR = "legacy-server-error"
    CANNOT_CONNECT_TO_LEGACY = "cannot-connect-to-legacy"
    OTHER_LEGACY_ERROR = "other-legacy-error"
    ECHOES_SECRET = "echoes-secret"
    # Something that speaks HTTP.
    REFUSES_REQUEST = "refuses-request"
    NOT_FOUND = "not-found"
    SERVER_ERROR = "server-error"
    UNAVAILABLE = "unavailable"
    REDIRECT = "redirect"
    OTHER_JSON = "other-json"
    TRUNCATED_JSON = "truncated-json"
    DEEP_JSON = "deep-json"
    LARGEST = "largest"
    # Something that hardly does.
    ENDLESS = "endless"
    DRIPPING_HEADERS = "dripping-headers"
    DRIPPING_BODY = "dripping-body"
    SILENT = "silent"
    STALLS = "stalls"
    DROPS = "drops"


class GraphQL(enum.StrEnum):
    """What `/graphql` does."""

    TELLS = "tells"
    NOT_INITIALISED = "not-initialised"
    MISSING = "missing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A healthy server, unless a test says otherwise.

    `legacy_url` is what its own sync settings name as the mSupply central server; `site_name` the
    site that it says it is; `v6_versions` the versions of sync V6 that it accepts, from and to.
    """

    legacy_url: str
    site_name: str = ""
    v6_versions: tuple[int, int] = (0, 5)
    is_integrating: bool = False
    fault: Fault = Fault.NONE
    graphql: GraphQL = GraphQL.TELLS


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that the stand-in was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class CalledBack:
    """A `GET /sync/v5/site` that the stand-in made, and its answer; status 0 means none."""

    url: str
    headers: dict[str, str]
    status: int
    body: Any

"""`POST /central/sync/site_status`: the request's form, the V6 version, the site (protocol 7.2)."""

import json
from collections.abc import Callable
from typing import Any

from tests.central_server.behaviour import Behaviour, CalledBack, Fault
from tests.central_server.legacy import ask_legacy, formatted_error, is_site

MEMBERS = (
    "serverUrl",
    "username",
    "passwordSha256",
    "siteUuid",
    "appVersion",
    "appName",
    "syncVersion",
)
Envelope = dict[str, Any]


class BadRequestError(Exception):
    """The request is not one that the framework hands on; it answers 400 with this text."""


def answer_site_status(
    behaviour: Behaviour,
    content_type: str,
    body: bytes,
    record: Callable[[CalledBack], None],
) -> Envelope:
    """The envelope for this request; `record` is told of the call back that it caused.

    Raises BadRequestError.
    """
    settings, v6_version = read_request(content_type, body)
    if behaviour.fault is Fault.NOT_CENTRAL_ENVELOPE:
        return {"error": "notACentralServer"}
    lowest, highest = behaviour.v6_versions
    if not lowest <= v6_version <= highest:
        return {"error": {"syncVersionMismatch": [lowest, highest, v6_version]}}
    if behaviour.fault in FIXED_ANSWERS:
        return FIXED_ANSWERS[behaviour.fault]
    if behaviour.fault is Fault.ECHOES_SECRET:
        return {"error": {"otherServerError": f"No\x00 site has {settings['passwordSha256']}"}}
    called_back = ask_legacy(behaviour.legacy_url, settings)
    record(called_back)
    if behaviour.fault is Fault.CALLS_BACK_THEN_FAILS:
        return {"error": {"otherServerError": "Could not parse response"}}
    if not is_site(called_back):
        return {"error": {"otherServerError": formatted_error(called_back)}}
    if behaviour.fault is Fault.BUSY:
        return {"error": "integrationInProgress"}
    return {"data": {"is_integrating": behaviour.is_integrating}}


def read_request(content_type: str, body: bytes) -> tuple[dict[str, str], int]:
    """The `syncV5Settings` and `syncV6Version`; raises BadRequestError."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise BadRequestError("Content type error")
    try:
        request = json.loads(body)
    except ValueError as error:
        raise BadRequestError("Json deserialize error") from error
    match request:
        case {"syncV5Settings": dict(settings)}:
            v6_version = request.get("syncV6Version", 0)
        case _:
            raise BadRequestError("Json deserialize error: missing field `syncV5Settings`")
    for member in MEMBERS:
        if not isinstance(settings.get(member), str):
            raise BadRequestError(f"Json deserialize error: `{member}` is not a string")
    if type(v6_version) is not int or v6_version < 0:
        raise BadRequestError("Json deserialize error: `syncV6Version` is not a number")
    return settings, v6_version


FIXED_ANSWERS: dict[Fault, Envelope] = {
    Fault.NO_CALL_BACK: {"data": {"is_integrating": False}},
    Fault.LEGACY_SERVER_ERROR: {
        "error": {
            "legacyServerError": {
                "code": "site_incorrect_password",
                "message": "Password does not match",
                "data": None,
            }
        }
    },
    Fault.CANNOT_CONNECT_TO_LEGACY: {
        "error": {"cannotConnectToLegacyServer": "No route to the legacy server"}
    },
    Fault.OTHER_LEGACY_ERROR: {"error": {"otherLegacyServerError": "The legacy server is odd"}},
}

"""How the Open mSupply central server asks the legacy server who a site is (protocol 1.2, 5.6)."""

import base64
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from tests.central_server.behaviour import CalledBack

ROUTE = "/sync/v5/site"
PATIENCE_SECONDS = 10.0


def site_headers(settings: dict[str, str]) -> dict[str, str]:
    """The headers of a V5 request, made of the `syncV5Settings` exactly as the remote sent them."""
    credentials = f"{settings['username']}:{settings['passwordSha256']}"
    return {
        "Authorization": "Basic " + base64.b64encode(credentials.encode()).decode(),
        "msupply-site-uuid": settings["siteUuid"],
        "app-version": settings["appVersion"],
        "app-name": settings["appName"],
        "version": settings["syncVersion"],
        "Accept-Encoding": "gzip",
    }


def ask_legacy(legacy_url: str, settings: dict[str, str]) -> CalledBack:
    """`GET /sync/v5/site` at the root of the legacy server's host, on a connection of its own."""
    headers = site_headers(settings)
    parts = urlsplit(legacy_url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE_SECONDS)
    try:
        # Sites send no User-Agent and nothing else than these headers.
        connection.putrequest("GET", ROUTE, skip_accept_encoding=True)
        for name, text in headers.items():
            connection.putheader(name, text.encode())
        connection.endheaders()
        response = connection.getresponse()
        return CalledBack(legacy_url, headers, response.status, read_json(response.read()))
    except (OSError, http.client.HTTPException) as error:
        return CalledBack(legacy_url, headers, 0, str(error))
    finally:
        connection.close()


def read_json(body: bytes) -> Any:
    """The JSON of an answer, or its text when it is none."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def is_site(answer: CalledBack) -> bool:
    """Whether the legacy server answered with a site, by the members that a client needs."""
    match answer.body:
        case {
            "id": str(),
            "siteId": int(),
            "initialisationStatus": "new" | "started" | "completed" | "error",
            "isOmSupplyCentralServer": bool(),
            "omSupplyCentralServerUrl": str(),
            "mSupplyCentralSiteId": int(),
        }:
            return 200 <= answer.status < 300
    return False


def formatted_error(answer: CalledBack) -> str:
    """The text that the central server gives on: a chain of URL, route, status, code, message."""
    if not answer.status:
        problem = "Connection problem: error sending request"
    else:
        problem = f"status: {answer.status}, {_problem(answer.body)}"
    return f"Sync api error: url: '{answer.url}', route: '{ROUTE}', {problem}"


def _problem(body: Any) -> str:
    match body:
        case {"error": {"code": str(code), "message": str(message)}}:
            return f"code: '{code}', message: '{message}'"
    return "Could not parse response"

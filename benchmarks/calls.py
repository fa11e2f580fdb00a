"""What the benchmark's sites send, and what they must be answered.

Nothing here needs Django: the program that makes the load knows every call and its answer from the
number of the site alone, and stays small.
"""

import base64
import hashlib
import json
import uuid

SITES = 40_000
# Ids from here on, so that the benchmark knows every `siteId` without asking the database.
FIRST_ID = 1_000
CENTRAL_ID = 100
CENTRAL_URL = "https://central.example.org"
APP_NAME = "Open mSupply Desktop"
APP_VERSION = "2.20.0"
SYNC_VERSION = 14

CONSTANT_PATH = "/constant"


def site_name(number: int) -> str:
    """The name of the site `number`, which counts from 0."""
    return f"Health centre {number:05}"


def site_uuid(number: int) -> uuid.UUID:
    """The id that the wire shows of the site `number`."""
    return uuid.UUID(int=0xBE0C << 112 | number)


def site_secret(number: int) -> str:
    """What the site `number` sends in the place of its password."""
    return hashlib.sha256(f"password of {number}".encode()).hexdigest()


def hardware_id(number: int) -> str:
    """The machine of the site `number`."""
    return hashlib.sha256(f"machine {number}".encode()).hexdigest()


def discovery_answer(number: int) -> bytes:
    """The answer to the site's discovery call, as JSON (protocol 3.1)."""
    fields = {
        "id": str(site_uuid(number)),
        "siteId": FIRST_ID + number,
        "code": f"hc{number:05}",
        "name": site_name(number),
        "initialisationStatus": "completed",
        "isOmSupplyCentralServer": False,
        "omSupplyCentralServerUrl": CENTRAL_URL,
        "mSupplyCentralSiteId": 1,
    }
    return json.dumps(fields, separators=(",", ":")).encode()


# The same number of bytes for every call; it is one site's answer.
CONSTANT_ANSWER = discovery_answer(0)


def request(number: int, path: str, body: bytes | None = None) -> bytes:
    """The bytes of a call of the site `number`, with the headers of protocol 1.2.

    It is a POST when it has a body, which has no Content-Type (protocol 1.3).
    """
    credentials = base64.b64encode(f"{site_name(number)}:{site_secret(number)}".encode()).decode()
    length = () if body is None else (f"content-length: {len(body)}",)
    lines = (
        f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
        *length,
        "host: 127.0.0.1",
        "accept: */*",
        "accept-encoding: gzip",
        f"authorization: Basic {credentials}",
        f"msupply-site-uuid: {hardware_id(number)}",
        f"app-version: {APP_VERSION}",
        f"app-name: {APP_NAME}",
        f"version: {SYNC_VERSION}",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + (body or b"")

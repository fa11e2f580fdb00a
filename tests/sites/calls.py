"""Calls as an installation of Open mSupply makes them (protocol 1.2), with Django's test client."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils.datastructures import CaseInsensitiveMapping

from sites.credentials import client_secret
from sites.site_call import SiteCall, read_site_call

PASSWORD = "maple-river-42-lantern"
DISCOVERY = "/sync/v5/site"
ADDRESS = "192.0.2.7"


def basic(user: str, secret: str) -> str:
    """An Authorization header with Basic credentials."""
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def as_wsgi(text: str) -> str:
    """`text` as a WSGI server hands over its UTF-8 bytes."""
    return text.encode().decode("latin-1")


@dataclass(frozen=True, slots=True)
class Caller:
    """One installation: what it was told about its site, and what it says of itself."""

    name: str = "District 12"
    password: str = PASSWORD
    hardware_id: str = "machine-1"
    app_name: str = "Open mSupply Desktop"
    app_version: str = "2.20.0"
    sync_version: str = "14"

    @property
    def secret(self) -> str:
        """What it sends in the place of its password."""
        return client_secret(self.password)

    def headers(self) -> dict[str, str]:
        """The headers of its calls, as a WSGI server hands them over."""
        return {
            "Authorization": basic(self.name, self.secret),
            "msupply-site-uuid": as_wsgi(self.hardware_id),
            "app-name": as_wsgi(self.app_name),
            "app-version": as_wsgi(self.app_version),
            "version": as_wsgi(self.sync_version),
        }

    def call(self, address: str = ADDRESS) -> SiteCall:
        """Its call, read from its headers."""
        return read_call(self.headers(), address)


def read_call(headers: Mapping[str, str], address: str = ADDRESS) -> SiteCall:
    """`headers` read as the views read them."""
    return read_site_call(CaseInsensitiveMapping(headers), address)


def ask(caller: Caller, address: str = ADDRESS, **headers: str) -> Any:
    """The answer to the caller's discovery call; `headers` are added."""
    return Client(REMOTE_ADDR=address).get(DISCOVERY, headers=caller.headers() | headers)


def error_of(response: Any, status: int) -> dict[str, Any]:
    """What is in the error envelope of `response`, which must be exactly one (protocol 2.1)."""
    assert response.status_code == status, response.content
    return error_in(response.headers["Content-Type"], response.content)


def error_in(content_type: str, body: bytes) -> dict[str, Any]:
    """What is in the error envelope of this body."""
    assert content_type == "application/json"
    content = json.loads(body)
    assert set(content) == {"error"}
    error: dict[str, Any] = content["error"]
    assert set(error) == {"code", "message", "data"}
    assert isinstance(error["code"], str)
    assert isinstance(error["message"], str)
    assert error["message"]
    return error

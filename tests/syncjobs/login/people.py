"""Users of sites and their logins, as the tests need them."""

import json
from typing import Any

from django.test import Client

from sites.models import Role, SiteUser, Store, StoreAccess
from sites.site_users.passwords import hash_password

LOGIN = "/api/v4/login"
PASSWORD = "blue-lamp-on-the-hill"
HOSPITAL = "192.0.2.7"
ELSEWHERE = "198.51.100.9"
_hashes: dict[str, str] = {}


def a_user(name: str = "Amina", password: str = PASSWORD, **columns: Any) -> SiteUser:
    """A user of sites; an empty password is none."""
    hashed = ""
    if password:
        hashed = _hashes.setdefault(password, "") or hash_password(password)
        _hashes[password] = hashed
    return SiteUser.objects.create(name=name, password_hash=hashed, **columns)


def enter(user: SiteUser, store: Store, *roles: Role, **columns: Any) -> StoreAccess:
    """Lets the user enter the store, in these roles."""
    access = StoreAccess.objects.create(user=user, store=store, **columns)
    access.roles.set(roles)
    return access


def asked(name: str = "Amina", password: str = PASSWORD, **members: Any) -> dict[str, Any]:
    """What a site asks."""
    body = {"username": name, "password": password, "loginType": "User", "siteName": "District 12"}
    return {**body, **members}


def log_in(
    name: str = "Amina", password: str = PASSWORD, address: str = HOSPITAL, **members: Any
) -> Any:
    """The answer to a site's question."""
    body = json.dumps(asked(name, password, **members))
    return Client(REMOTE_ADDR=address).post(LOGIN, body, content_type="application/json")


def guess(times: int, name: str = "Amina", address: str = HOSPITAL) -> list[int]:
    """The statuses of so many logins with a wrong password."""
    return [log_in(name, "wrong", address).status_code for _ in range(times)]


def remaining(response: Any) -> int:
    """The milliseconds that a lockout lasts, from exactly the answer of protocol 8.1."""
    assert response.status_code == 403, response.content
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"status", "timeoutRemaining"}
    assert body["status"] == "user_login_timeout"
    assert type(body["timeoutRemaining"]) is int
    assert body["timeoutRemaining"] > 0
    milliseconds: int = body["timeoutRemaining"]
    return milliseconds

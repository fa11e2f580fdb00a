"""Signing in, and hearing what a page complains about."""

from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from tests.support.servers import PortalServer

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME = "admin"
PASSWORD = "correct-horse-battery"


@cache
def hash_of_password() -> str:
    """Made once: it costs a quarter of a second."""
    return make_password(PASSWORD)


def an_administrator() -> "User":
    """Somebody who may do everything."""
    user: User
    user, _ = apps.get_model("auth", "User").objects.get_or_create(
        username=NAME,
        defaults={"password": hash_of_password(), "is_staff": True, "is_superuser": True},
    )
    return user


def sign_in(context: BrowserContext, server: PortalServer) -> None:
    """Gives the browser a session, and makes paths mean those of the server."""
    client = Client()
    client.force_login(an_administrator())
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}]
    )


def problems_of(page: Page) -> list[str]:
    """What the page complains about from now on: errors, refusals of the policy, lost files."""
    problems: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.append(f"{page.url}: {message.text}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            problems.append(f"{response.url}: {response.status}")

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("response", answered)
    return problems

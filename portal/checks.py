"""System checks: settings that Django accepts and the portal cannot work with."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from portal.environment import Mode
from sites.central_url import normalise_central_url
from sites.errors import CentralUrlError

TAG = "portal"
SHORTEST_SECONDS = 120
SHORTEST_SECRET_KEY = 50
FEWEST_DIFFERENT_CHARACTERS = 10


@register(TAG)
def check_no_django_sites(
    app_configs: Sequence[AppConfig] | None = None, **_: Any
) -> list[CheckMessage]:
    """portal.E001: the label `sites` belongs to the register of sites."""
    installed = apps.get_app_configs() if app_configs is None else app_configs
    if not any(app.name == "django.contrib.sites" for app in installed):
        return []
    return [
        Error(
            "django.contrib.sites is installed; its label belongs to the portal's register.",
            hint="Take django.contrib.sites out of INSTALLED_APPS.",
            id="portal.E001",
        )
    ]


@register(TAG)
def check_sync_versions(**_: Any) -> list[CheckMessage]:
    """portal.E002: no site could sync when the lowest version is above the highest."""
    lowest, highest = settings.SYNC_VERSION_MIN, settings.SYNC_VERSION_MAX
    if lowest <= highest:
        return []
    return [
        Error(
            f"SYNC_VERSION_MIN ({lowest}) is above SYNC_VERSION_MAX ({highest}).",
            hint="Correct one of the two; no site could sync.",
            id="portal.E002",
        )
    ]


@register(TAG)
def check_secret_key(**_: Any) -> list[CheckMessage]:
    """portal.E003: a key that can be guessed lets anybody sign in as anybody."""
    if settings.PORTAL_MODE is not Mode.PRODUCTION:
        return []
    key = settings.SECRET_KEY
    is_long = len(key) >= SHORTEST_SECRET_KEY
    if is_long and len(set(key)) >= FEWEST_DIFFERENT_CHARACTERS and "insecure" not in key:
        return []
    return [
        Error(
            "SECRET_KEY is too short or too simple for production.",
            hint=f"Give at least {SHORTEST_SECRET_KEY} random characters.",
            id="portal.E003",
        )
    ]


@register(TAG)
def check_allowed_hosts(**_: Any) -> list[CheckMessage]:
    """portal.E004: without a host name every call would be answered with 400."""
    if settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS is empty, so the portal would refuse every call.",
            hint="Name the hosts under which sites and people reach the portal.",
            id="portal.E004",
        )
    ]


@register(TAG)
def check_web_threads(**_: Any) -> list[CheckMessage]:
    """portal.E005: with no place in which an answer is made, every call would wait for ever."""
    if settings.WEB_THREADS > 0 and settings.WEB_WAITING_THREADS >= 0:
        return []
    return [
        Error(
            f"WEB_THREADS is {settings.WEB_THREADS} and WEB_WAITING_THREADS"
            f" {settings.WEB_WAITING_THREADS}.",
            hint="The first must be 1 or more, the second 0 or more; else no call is answered.",
            id="portal.E005",
        )
    ]


@register(TAG)
def check_portal_url(**_: Any) -> list[CheckMessage]:
    """portal.E006: people would type an address at their sites that no site can use."""
    if not settings.PORTAL_URL:
        return []
    try:
        normalise_central_url(settings.PORTAL_URL)
    except CentralUrlError as error:
        hint = f"{error.advice} Correct PORTAL_URL, or leave it out."
        return [Error(f"PORTAL_URL is not usable: {error.text}", hint=hint, id="portal.E006")]
    return []


@register(TAG)
def check_sessions(**_: Any) -> list[CheckMessage]:
    """portal.E007: people would be signed out, or let try again, at every moment."""
    idle, longest = settings.SESSION_IDLE_SECONDS, settings.SESSION_LONGEST_SECONDS
    shortest = min(idle, settings.SIGN_IN_LOCKOUT_SECONDS)
    if shortest >= SHORTEST_SECONDS and longest >= idle:
        return []
    return [
        Error(
            f"SESSION_IDLE_SECONDS is {idle}, SESSION_LONGEST_SECONDS {longest} and"
            f" SIGN_IN_LOCKOUT_SECONDS {settings.SIGN_IN_LOCKOUT_SECONDS}.",
            hint=f"Give at least {SHORTEST_SECONDS}, and the second not less than the first.",
            id="portal.E007",
        )
    ]

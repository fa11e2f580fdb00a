"""How a sync can end without success, as a real site classifies it (protocol 2.2)."""

import enum
import json
from typing import Any


class Variant(enum.StrEnum):
    """What the screen of a site distinguishes; the last two end or hang the whole program."""

    CONNECTION_ERROR = "CONNECTION_ERROR"
    SITE_NAME_NOT_FOUND = "SITE_NAME_NOT_FOUND"
    INCORRECT_PASSWORD = "INCORRECT_PASSWORD"  # noqa: S105 - no password
    HARDWARE_ID_MISMATCH = "HARDWARE_ID_MISMATCH"
    SITE_HAS_NO_STORE = "SITE_HAS_NO_STORE"
    SITE_AUTH_TIMEOUT = "SITE_AUTH_TIMEOUT"
    API_VERSION_INCOMPATIBLE = "API_VERSION_INCOMPATIBLE"
    INTEGRATION_TIMEOUT_REACHED = "INTEGRATION_TIMEOUT_REACHED"
    INTEGRATION_ERROR = "INTEGRATION_ERROR"
    CENTRAL_V6_NOT_CONFIGURED = "CENTRAL_V6_NOT_CONFIGURED"
    V6_API_VERSION_INCOMPATIBLE = "V6_API_VERSION_INCOMPATIBLE"
    SITE_UUID_IS_BEING_CHANGED = "SITE_UUID_IS_BEING_CHANGED"
    INVALID_URL = "INVALID_URL"
    UNKNOWN = "UNKNOWN"
    CRASH = "CRASH"
    NEVER_ENDS = "NEVER_ENDS"


VARIANT_OF_CODE = {
    "site_name_not_found": Variant.SITE_NAME_NOT_FOUND,
    "site_incorrect_password": Variant.INCORRECT_PASSWORD,
    "site_incorrect_hardware_id": Variant.HARDWARE_ID_MISMATCH,
    "site_has_no_store": Variant.SITE_HAS_NO_STORE,
    "site_auth_timeout": Variant.SITE_AUTH_TIMEOUT,
    "api_version_incompatible": Variant.API_VERSION_INCOMPATIBLE,
}


class SyncFailedError(Exception):
    """The sync ends here; a site shows the text of `variant` and keeps the message as detail."""

    variant = Variant.UNKNOWN


class CannotConnectError(SyncFailedError):
    """No connection could be made."""

    variant = Variant.CONNECTION_ERROR


class NoReplyError(SyncFailedError):
    """A connection was made, but no head of an answer came."""


class SilenceError(NoReplyError):
    """The server took the request and said nothing for too long."""


class UnreadableReplyError(SyncFailedError):
    """The answer was cut off, or is not what a site can parse."""


class RefusedError(SyncFailedError):
    """The server answered with an error envelope; `code` decides what the site shows."""

    def __init__(self, where: str, status: int, code: str, message: str, data: Any) -> None:
        self.variant = VARIANT_OF_CODE.get(code, Variant.UNKNOWN)
        self.code = code
        detail = f"code: '{code}', message: '{message}', data: {json.dumps(data)}"
        super().__init__(f"{where}: status: {status}, {detail}")


class NotLetInError(SyncFailedError):
    """The server does not let the site search for patients: its password is wrong, or it is off."""

    variant = Variant.INCORRECT_PASSWORD


class InitialisationTimeoutError(SyncFailedError):
    """The server was not idle within the time for an initialisation."""


class IntegrationTimeoutError(SyncFailedError):
    """The server was not idle within the time after a push."""

    variant = Variant.INTEGRATION_TIMEOUT_REACHED


class IntegrationNotStartedError(SyncFailedError):
    """The last request of a push was accepted, but without `integrationStarted`."""


class IntegrationError(SyncFailedError):
    """The site's own database failed while integrating."""

    variant = Variant.INTEGRATION_ERROR


class CentralNotConfiguredError(SyncFailedError):
    """The URL of the Open mSupply central server is empty or not an absolute URL."""

    variant = Variant.CENTRAL_V6_NOT_CONFIGURED


class V6VersionError(SyncFailedError):
    """The Open mSupply central server speaks other versions of V6."""

    variant = Variant.V6_API_VERSION_INCOMPATIBLE


class SiteChangedError(SyncFailedError):
    """The settings that were entered belong to another site than this database."""

    variant = Variant.SITE_UUID_IS_BEING_CHANGED


class InvalidUrlError(SyncFailedError):
    """The server's URL that was entered cannot be parsed."""

    variant = Variant.INVALID_URL


class CrashError(SyncFailedError):
    """A real site would stop working here."""

    variant = Variant.CRASH


class NeverEndsError(SyncFailedError):
    """A real site would ask for the same for ever."""

    variant = Variant.NEVER_ENDS

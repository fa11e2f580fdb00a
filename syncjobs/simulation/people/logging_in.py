"""Logging in at the site, which asks its central server first (protocol 8.1)."""

import enum
import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from syncjobs.simulation.calls.http_exchange import Request, exchange, is_http_url
from syncjobs.simulation.calls.login_reply import LoginReply, Verdict, read_login_reply
from syncjobs.simulation.errors import SyncFailedError
from syncjobs.simulation.options import Login, Pauses
from syncjobs.simulation.people.known_users import KnownUser, KnownUsers
from syncjobs.simulation.standing import active_stores
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.record_store import RecordStore
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings

ROUTE: Final = "/api/v4/login"


class LoginError(enum.StrEnum):
    """What the screen of a site distinguishes."""

    INVALID_CREDENTIALS = "InvalidCredentials"
    ACCOUNT_BLOCKED = "AccountBlocked"
    NO_SITE_ACCESS = "NoSiteAccess"
    CENTRAL_SYNC_REQUIRED = "CentralSyncRequired"


@dataclass(frozen=True, slots=True)
class OwnStore:
    """A store of this site that the user entered; `permissions` are numbers of protocol 8.2."""

    code: str
    is_default: bool
    permissions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LoginOutcome:
    """How a login ended; `error` is None when the user was let in.

    `is_cached` says that the site decided by the password that it remembered. `detail` is why the
    server's answer was of no use. `blocked_milliseconds` is how long an account is blocked.
    """

    error: LoginError | None
    user_name: str = ""
    stores: tuple[OwnStore, ...] = ()
    is_cached: bool = False
    blocked_milliseconds: int = 0
    detail: str = ""


class LoginDesk:
    """Lets people in at one site."""

    def __init__(self, database: Database, login: Login, pauses: Pauses) -> None:
        self._database = database
        self._login = login
        self._pauses = pauses
        self._records = RecordStore(database)
        self._users = KnownUsers(database)

    def log_in(self, name: str, password: str) -> LoginOutcome:
        """Logs somebody in; never raises for an expected failure."""
        reply = self._ask(name, password)
        match reply.verdict:
            case Verdict.WRONG:
                return LoginOutcome(LoginError.INVALID_CREDENTIALS)
            case Verdict.BLOCKED:
                return LoginOutcome(
                    LoginError.ACCOUNT_BLOCKED, blocked_milliseconds=reply.blocked_milliseconds
                )
        if reply.verdict is Verdict.LET_IN:
            user = self._keep(reply, password)
            return self._entering(user, LoginOutcome(None))
        known = self._users.get(name)
        if known is None or not known.has_password(password):
            return LoginOutcome(LoginError.CENTRAL_SYNC_REQUIRED, detail=reply.detail)
        return self._entering(known, LoginOutcome(None, is_cached=True, detail=reply.detail))

    def _ask(self, name: str, password: str) -> LoginReply:
        if not is_http_url(self._login.url):
            return LoginReply(Verdict.NO_SERVER, detail=f"Cannot parse url '{self._login.url}'.")
        body = {
            "username": name,
            "password": password,
            "loginType": "User",
            "siteName": self._login.name,
        }
        request = Request(
            "POST",
            urljoin(self._login.url, ROUTE),
            {"content-type": "application/json", "accept": "*/*"},
            json.dumps(body, ensure_ascii=False).encode(),
        )
        try:
            connect_seconds = self._pauses.connect_seconds[-1]
            return read_login_reply(
                exchange(request, connect_seconds, self._pauses.silence_seconds)
            )
        except SyncFailedError as error:
            return LoginReply(Verdict.NO_SERVER, detail=str(error))

    def _keep(self, reply: LoginReply, password: str) -> KnownUser:
        assert reply.info is not None  # noqa: S101 - it is there with this verdict
        known = tuple(
            store
            for store in reply.info.stores
            if store.can_log_in and self._records.exists("store", store.store_id)
        )
        with self._database.transaction():
            return self._users.replace(reply.info, password, known)

    def _entering(self, user: KnownUser, outcome: LoginOutcome) -> LoginOutcome:
        site_id = StoredSettings(self._database).number(Setting.SITE_ID)
        codes = {store["ID"]: store["code"] for store in active_stores(self._records, site_id)}
        entered = tuple(
            OwnStore(codes[store.store_id], store.is_default, store.permissions)
            for store in user.stores
            if store.store_id in codes
        )
        return LoginOutcome(
            error=None if entered else LoginError.NO_SITE_ACCESS,
            user_name=user.name,
            stores=entered,
            is_cached=outcome.is_cached,
            detail=outcome.detail,
        )

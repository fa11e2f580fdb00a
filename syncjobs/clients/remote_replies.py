"""What a site answers over GraphQL, with types (protocol 9.3)."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from syncjobs.choices import StepName
from syncjobs.clients.remote_graphql import not_open_msupply

T = TypeVar("T")

LARGEST_NUMBER: Final = 2**31 - 1
LONGEST_TOKEN: Final = 8_000
STEP_FIELDS: Final = {
    "prepareInitial": StepName.PREPARE,
    "pushV6": StepName.PUSH_V6,
    "push": StepName.PUSH,
    "pullCentral": StepName.PULL_CENTRAL,
    "pullRemote": StepName.PULL_REMOTE,
    "pullV6": StepName.PULL_V6,
    "integration": StepName.INTEGRATE,
}


class SiteState(enum.StrEnum):
    """How far a site is set up."""

    INITIALISED = "INITIALISED"
    INITIALISING = "INITIALISING"
    PRE_INITIALISATION = "PRE_INITIALISATION"
    MIGRATING = "MIGRATING"


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """The state, and as which site it signs in; empty before it is initialised."""

    state: SiteState
    site_name: str = ""


@dataclass(frozen=True, slots=True)
class SignInRefusal:
    """Why the site did not let the portal in: the name of the error's type, and for how long."""

    variant: str
    remaining: timedelta | None = None


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One step of a sync, in the site's own times."""

    started: datetime
    finished: datetime | None
    total: int | None
    done: int | None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """When a sync started, how long it took up to now or its end, and whether it ended well."""

    started: datetime
    finished: datetime | None
    # It grows while nothing moves, so it makes no difference between two looks.
    duration: timedelta = field(compare=False)


@dataclass(frozen=True, slots=True)
class SiteError:
    """The site's own error of a sync."""

    variant: str
    full_error: str


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The newest sync of a site, and the newest that ended well."""

    is_syncing: bool
    error: SiteError | None
    summary: RunSummary
    last_successful: RunSummary | None
    steps: dict[StepName, StepStatus]


def read_identity(reply: Any) -> SiteIdentity:
    """Reads `initialisationStatus`."""
    match reply:
        case {"status": str(status)} if status in set(SiteState):
            return SiteIdentity(SiteState(status), _text_or_none(reply.get("siteName")))
    raise not_open_msupply()


def read_sign_in(reply: Any) -> str | SignInRefusal:
    """Reads `authToken`: the token, or why there is none."""
    match reply:
        case {"__typename": "AuthToken", "token": str(token)} if _is_token(token):
            return token
        case {"__typename": "AuthTokenError", "error": {"__typename": str(variant), **rest}}:
            milliseconds = _number_or_none(rest.get("timeoutRemaining"))
            remaining = None if milliseconds is None else timedelta(milliseconds=milliseconds)
            return SignInRefusal(variant, remaining)
    raise not_open_msupply()


def read_sync_status(reply: Any) -> SyncStatus | None:
    """Reads `latestSyncStatus`; None of a site that never synced."""
    match reply:
        case None:
            return None
        case {"isSyncing": bool(is_syncing), "summary": summary}:
            steps = {
                name: _read_step(reply[field])
                for field, name in STEP_FIELDS.items()
                if reply.get(field) is not None
            }
            return SyncStatus(
                is_syncing,
                _or_none(_read_error, reply.get("error")),
                _read_summary(summary),
                _or_none(_read_summary, reply.get("lastSuccessfulSync")),
                steps,
            )
    raise not_open_msupply()


def _read_error(reply: Any) -> SiteError:
    match reply:
        case {"variant": str(variant), "fullError": str(full_error)}:
            return SiteError(variant, full_error)
    raise not_open_msupply()


def _read_summary(reply: Any) -> RunSummary:
    match reply:
        case {"started": started, "durationInSeconds": duration}:
            return RunSummary(
                _moment(started),
                _or_none(_moment, reply.get("finished")),
                timedelta(seconds=_number_or_less(duration)),
            )
    raise not_open_msupply()


def _read_step(reply: Any) -> StepStatus:
    match reply:
        case {"started": started}:
            return StepStatus(
                _moment(started),
                _or_none(_moment, reply.get("finished")),
                _number_or_none(reply.get("total")),
                _number_or_none(reply.get("done")),
            )
    raise not_open_msupply()


def _or_none(read: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None else read(value)


def _moment(value: Any) -> datetime:
    if not isinstance(value, str):
        raise not_open_msupply()
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise not_open_msupply() from error


def _number(value: Any) -> int:
    # Python's True is an int as well.
    if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
        raise not_open_msupply()
    return value


def _number_or_less(value: Any) -> int:
    """0 for less: the site's clock was set back meanwhile."""
    return 0 if type(value) is int and -LARGEST_NUMBER <= value < 0 else _number(value)


def _number_or_none(value: Any) -> int | None:
    return _or_none(_number, value)


def _text_or_none(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise not_open_msupply()
    return value or ""


def _is_token(token: str) -> bool:
    return 0 < len(token) <= LONGEST_TOKEN and token.isascii() and token.isprintable()

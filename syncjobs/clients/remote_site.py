"""What the portal asks a site over its GraphQL (protocol 9)."""

from typing import Final

from syncjobs.clients.remote_graphql import OperationRefusedError, operate
from syncjobs.clients.remote_replies import (
    SignInRefusal,
    SiteIdentity,
    SiteState,
    SyncStatus,
    read_identity,
    read_sign_in,
    read_sync_status,
)

IDENTITY: Final = "query { initialisationStatus { status siteName } }"
MIGRATION: Final = "query { migrationStatus { inProgress } }"
SIGN_IN: Final = (
    "query ($username: String!, $password: String!) {"
    " authToken(username: $username, password: $password) { __typename"
    " ... on AuthToken { token }"
    " ... on AuthTokenError { error { __typename"
    " ... on AccountBlocked { timeoutRemaining } } } } }"
)
TRIGGER: Final = "mutation { manualSync }"
_PROGRESS: Final = "{ started finished total done }"
_SUMMARY: Final = "{ started finished durationInSeconds }"
LATEST: Final = (
    "query { latestSyncStatus { isSyncing error { variant fullError }"
    f" summary {_SUMMARY} lastSuccessfulSync {_SUMMARY}"
    " prepareInitial { started finished }"
    f" pushV6 {_PROGRESS} push {_PROGRESS} pullCentral {_PROGRESS} pullRemote {_PROGRESS}"
    f" pullV6 {_PROGRESS} integration {_PROGRESS} }} }}"
)


def ask_identity(url: str) -> SiteIdentity:
    """Which site answers at this URL and how far it is set up; needs no token.

    Raises SiteUnreachableError, or JobFailedError when it is no Open mSupply. So do the others.
    """
    try:
        return read_identity(operate(url, IDENTITY).get("initialisationStatus"))
    except OperationRefusedError:
        # While it changes its database, a site knows nothing else than this (protocol 9.2).
        if operate(url, MIGRATION).get("migrationStatus") == {"inProgress": True}:
            return SiteIdentity(SiteState.MIGRATING)
        raise


def sign_in(url: str, username: str, password: str) -> str | SignInRefusal:
    """A token for an hour, or why there is none. The site asks the portal meanwhile.

    Refusals take at least six seconds.
    """
    data = operate(url, SIGN_IN, username=username, password=password)
    return read_sign_in(data.get("authToken"))


def trigger_sync(url: str, token: str) -> None:
    """Has the site sync soon; one that waits to begin already takes no second (protocol 9.3)."""
    operate(url, TRIGGER, token)


def ask_latest_sync(url: str, token: str) -> SyncStatus | None:
    """The newest sync of the site; None before its first."""
    return read_sync_status(operate(url, LATEST, token).get("latestSyncStatus"))

"""One GraphQL operation of a site (protocol 9.1): its data, or why there is none."""

from typing import Any, Final

from django.conf import settings

from syncjobs.clients.bounded_http import Answer, Question
from syncjobs.clients.remote_no_answer import ask_site
from syncjobs.clients.v6_reply import readable
from syncjobs.errors import JobFailedError

# The full text of an error of the site can be long.
LARGEST_ANSWER_BYTES: Final = 256 * 1024
_UNAUTHENTICATED: Final = "Unauthenticated"


class TokenRefusedError(JobFailedError):
    """The site does not take the token, or not any more: it lives for an hour."""


class OperationRefusedError(JobFailedError):
    """The site understands GraphQL but did not do this operation."""


def not_open_msupply() -> JobFailedError:
    """What answers is something else than Open mSupply, or a version that is not known."""
    return JobFailedError(
        "not_open_msupply",
        "What answers at the site's URL does not answer as Open mSupply does.",
        "Check host and port of the site's URL; it is neither this portal's nor that of the legacy"
        " server.",
    )


def redirects(location: str) -> JobFailedError:
    """The site's URL leads elsewhere."""
    return JobFailedError(
        "site_redirects",
        f"The site's URL leads to another address. It names {readable(location)}.",
        "Enter the address to which it leads as the site's URL, with the right scheme (http or"
        " https).",
    )


def server_error() -> JobFailedError:
    """Open mSupply at the site met a defect."""
    return JobFailedError(
        "site_server_error",
        "The site answered with an error of its own.",
        "Look at the log of Open mSupply at the site.",
    )


def operate(url: str, query: str, token: str = "", **variables: str) -> dict[str, Any]:
    """The `data` of the answer to this operation.

    Raises SiteUnreachableError, TokenRefusedError, OperationRefusedError, and JobFailedError when
    the answer is not one of Open mSupply.
    """
    answer = ask_site(
        Question(
            f"{url}/graphql",
            {"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {token}"} if token else {},
            verify_tls=settings.REMOTE_SITE_VERIFY_TLS,
            largest=LARGEST_ANSWER_BYTES,
        )
    )
    _refuse_other_status(answer)
    return _data(answer.json())


def _refuse_other_status(answer: Answer) -> None:
    if 300 <= answer.status < 400:  # noqa: PLR2004
        raise redirects(answer.location)
    if answer.status == 500:  # noqa: PLR2004
        raise server_error()
    if answer.status != 200:  # noqa: PLR2004
        raise not_open_msupply()


def _data(reply: Any) -> dict[str, Any]:
    match reply:
        case {"errors": [{"message": str(message), **rest}, *_]}:
            raise refusal(message, rest.get("extensions"))
        case {"data": dict(data)}:
            return data
    raise not_open_msupply()


def refusal(message: str, extensions: Any) -> JobFailedError:
    """What it means that the site answers with an error of GraphQL."""
    if message == _UNAUTHENTICATED:
        return TokenRefusedError(
            "site_refuses_token",
            "The site let the portal in, but does not know it any more.",
            "Start the sync again; if it stays, look at the log of Open mSupply at the site.",
        )
    details = extensions.get("details") if isinstance(extensions, dict) else None
    text = f"{message}: {details}" if isinstance(details, str) else message
    return OperationRefusedError(
        "site_refused_request",
        f"The site did not understand the portal, or refused. It says: {readable(text)}",
        "Its version of Open mSupply may be too old or too new for this portal.",
    )

"""What a call of a site is read from: the headers and the address of its HTTP request."""

import logging
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sites.site_call import SiteCall, read_site_call

log = logging.getLogger(__name__)

LONGEST_ADDRESS = 64


class SentHeaders:
    """The headers of a request, found whatever their case.

    Django's `request.headers` makes a mapping of all of them at the first question; a call asks for
    five.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        self._environ = environ

    def get(self, name: str, default: str, /) -> str:
        """The value of the header `name`."""
        value: str = self._environ.get("HTTP_" + name.upper().replace("-", "_"), default)
        return value


def call_in(request: HttpRequest) -> SiteCall:
    """The call that the request is; raises the errors of `read_site_call`."""
    return read_site_call(SentHeaders(request.META), client_address(request))


def client_address(request: HttpRequest) -> str:
    """The caller's address: the peer's, or what the outermost trusted proxy saw.

    TRUSTED_PROXY_COUNT says how many proxies of ours stand before the portal; each appends one
    address to X-Forwarded-For, and what stands before those is the caller's own word.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXY_COUNT:
        if "HTTP_X_FORWARDED_FOR" in request.META:
            warn_of_unread_proxy()
        return peer
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(forwarded) < settings.TRUSTED_PROXY_COUNT:
        return peer
    # Cut, because a proxy that is not there after all leaves this to the caller.
    return forwarded[-settings.TRUSTED_PROXY_COUNT][:LONGEST_ADDRESS] or peer


@lru_cache(maxsize=1)
def warn_of_unread_proxy() -> None:
    """Says once in this process that a proxy may stand before the portal and is not believed.

    Once, and without what the header says: any caller can send it.
    """
    log.warning(
        "A call came with X-Forwarded-For while TRUSTED_PROXY_COUNT is 0. If a proxy stands before"
        " the portal, all callers seem to have its address and are locked out together."
    )

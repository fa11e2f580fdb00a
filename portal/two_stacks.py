"""Calls of sites pass fewer layers of middleware than the pages of people.

A site has no session, no form and no messages, and calls seven times in each of its syncs; the
layers of the admin would be a fifth of what its calls cost. Everything else is the same for both:
URLs, errors, the host names that are answered.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse

PATHS_OF_SITES: Final = ("/sync/", "/api/v4/")


class HandlerOfSites(WSGIHandler):
    """Django's WSGI application with MIDDLEWARE_OF_SITES alone."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
        """Loads the middleware; Django reads its list from the settings at this one moment."""
        of_people = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.MIDDLEWARE_OF_SITES
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = of_people

    def __call__(  # type: ignore[override] # WSGI takes more than Django returns
        self, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        """The answer, as Django's handler makes it but without its signals and cookies.

        What Django has its signals look after at each request is the age of the connection to the
        database, which is the affair of `portal.places`. An answer that is complete is a list: a
        web server sends that at once, and asks for the parts of any other one by one.
        """
        response = self.get_response(self.request_class(environ))
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, list(response.items()))
        return [response.content] if isinstance(response, HttpResponse) else response


class TwoStacks:
    """A WSGI application that hands each call to the handler of sites or to that of people.

    Make it once, before any call is answered: after Django was set up.
    """

    def __init__(self) -> None:
        self._of_sites = HandlerOfSites()
        self._of_people = WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The answer."""
        is_of_site = environ.get("PATH_INFO", "").startswith(PATHS_OF_SITES)
        handler = self._of_sites if is_of_site else self._of_people
        return handler(environ, start_response)

"""The doors through which people and sites come to the portal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sites.choices import Door
from sites.doors import through

PATH_OF_API = "/api/v1/"


class DoorOfPeople:
    """Has the changes of a call kept as made in the admin or through the REST API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        is_api = request.path_info.startswith(PATH_OF_API)
        with through(Door.API if is_api else Door.ADMIN):
            return self._get_response(request)


class DoorOfSites:
    """Has the changes of a call kept as made by a site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        with through(Door.SITE):
            return self._get_response(request)

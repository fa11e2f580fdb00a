"""The doors through which people and sites come to the portal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.two_stacks import PATHS_OF_SITES
from sites.choices import Door
from sites.doors import through

PATH_OF_API = "/api/v1/"


class DoorOfPeople:
    """Has the changes of a call kept as made in the admin or through the REST API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        with through(_door_of(request.path_info)):
            return self._get_response(request)


class DoorOfSites:
    """Has the changes of a call kept as made by a site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        with through(Door.SITE):
            return self._get_response(request)


def _door_of(path: str) -> Door:
    """A server of development has one stack for all; there a site comes through that of people."""
    if path.startswith(PATHS_OF_SITES):
        return Door.SITE
    return Door.API if path.startswith(PATH_OF_API) else Door.ADMIN

"""Which calls are those of people with a session, and which of them a page makes by itself."""

from urllib.parse import urlencode, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse

from portal.doors import PATH_OF_API


def is_of_people(request: HttpRequest) -> bool:
    """Whether the call is one to the admin or to the REST API, where a session lets people in."""
    return request.path_info.startswith("/admin/") or is_of_api(request)


def is_of_api(request: HttpRequest) -> bool:
    """Whether the call is one to the REST API."""
    return request.path_info.startswith(PATH_OF_API)


def is_part(request: HttpRequest) -> bool:
    """Whether htmx makes the call, to put the answer into a page."""
    return request.headers.get("HX-Request") == "true"


def asks_for_part(request: HttpRequest) -> bool:
    """Whether htmx only fetches a part of a page, as it does every few seconds by itself."""
    return is_part(request) and request.method == "GET"


def with_way_back(address: str, request: HttpRequest) -> str:
    """The address with the page to return to; of a part it is the page that the part is in."""
    page = request.get_full_path()
    if is_part(request):
        seen = urlsplit(request.headers.get("HX-Current-URL", ""))
        page = f"{seen.path}?{seen.query}" if seen.query else seen.path
    if not page.startswith("/admin/"):
        page = reverse("admin:index")
    return f"{address}?{urlencode({REDIRECT_FIELD_NAME: page})}"

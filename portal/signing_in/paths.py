"""Which calls are those of people with a session, and which of them a page makes by itself."""

from urllib.parse import urlencode, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.two_stacks import PATHS_OF_SITES


def is_of_people(request: HttpRequest) -> bool:
    """Whether a session can let somebody in there: everywhere but where sites call."""
    return not request.path_info.startswith(PATHS_OF_SITES)


def is_of_programs(request: HttpRequest) -> bool:
    """Whether the answer is read by programs, as that of the REST API is."""
    return request.path_info.startswith("/api/")


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
        page = _path_and_query(request.headers.get("HX-Current-URL", ""))
    if not page.startswith("/admin/"):
        page = reverse("admin:index")
    return going_on_to(address, page)


def going_on_to(address: str, page: str) -> str:
    """The address with the page that `way_back` reads there."""
    return f"{address}?{urlencode({REDIRECT_FIELD_NAME: page})}"


def way_back(request: HttpRequest) -> str:
    """The page to go on to that the address names; the overview for one of somewhere else."""
    asked = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_here = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_here else reverse("admin:index")


def _path_and_query(url: str) -> str:
    """What follows the host; empty for what is no URL, which anybody can send."""
    try:
        seen = urlsplit(url)
    except ValueError:
        return ""
    return f"{seen.path}?{seen.query}" if seen.query else seen.path

"""What stands in the place of a part of a page that cannot be shown."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from portal.signing_in.paths import with_way_back


def part_with_link(sentence: str, address: str, label: str) -> HttpResponse:
    """A sentence with a link, which htmx puts where the part was; nothing asks again."""
    part = format_html(
        '<p class="signed-out" role="status">{} <a href="{}">{}</a></p>', sentence, address, label
    )
    return HttpResponse(part, headers={"Cache-Control": "no-store"})


def signed_out_part(request: HttpRequest) -> HttpResponse:
    """What a panel shows to whoever is signed out."""
    address = with_way_back(reverse("admin:login"), request)
    return part_with_link("You are signed out.", address, "Sign in again")

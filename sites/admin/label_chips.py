"""Labels as small words, each a link to the sites that have it."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sites.admin.label_filters import LABEL_PARAMETER
from sites.models import Label, Site, SiteLabel

SHOWN_LABELS: Final = 6


def sites_with_link(name: str, **more: str) -> str:
    """The address of the list of sites with this label."""
    query = urlencode({LABEL_PARAMETER: name, **more})
    return f"{reverse('admin:sites_site_changelist')}?{query}"


def label_chips(labels: Iterable[Label], more: str = "") -> SafeString:
    """The labels, and `more` behind them; nothing where there are none."""
    chips = format_html_join(
        " ",
        '<a class="chip" href="{}">{}</a>',
        ((sites_with_link(label.name), label.name) for label in labels),
    )
    return format_html('<span class="chips">{} {}</span>', chips, more) if chips else chips


def first_labels() -> Prefetch[Any]:
    """What `chips_of` needs of many sites; one more than is shown, to say that there are more."""
    held = SiteLabel.objects.select_related("label").order_by("label__name_key")
    return Prefetch("site_labels", held[: SHOWN_LABELS + 1], to_attr="first_labels")


def chips_of(site: Site) -> SafeString:
    """The first labels of a site of the list."""
    held: list[SiteLabel] = getattr(site, "first_labels", [])
    more = "and more" if len(held) > SHOWN_LABELS else ""
    return label_chips((row.label for row in held[:SHOWN_LABELS]), more)

"""What was sent of a site, as the register takes it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from sites.labels.names import clean_label, distinct_labels
from sites.models import Site
from sites.registration import SiteDetails
from sites.site_times import SiteTimes

OWN_MEMBERS: Final = ("name", "code", "url", "is_open_msupply_central")
HOURS_OF_SPANS: Final = {"late_after": "late_after_hours", "down_after": "down_after_hours"}


def details_of(site: Site) -> SiteDetails:
    """What the register says of the site now."""
    times = SiteTimes(site.time_zone, site.late_after, site.down_after)
    return SiteDetails(site.name, site.code, site.url, site.is_open_msupply_central, times)


def details_with(details: SiteDetails, sent: Mapping[str, Any]) -> SiteDetails:
    """The details with what was sent in place of what there is."""
    own = {name: sent[name] for name in OWN_MEMBERS if name in sent}
    times: dict[str, Any] = {
        column: _span(sent[name]) for column, name in HOURS_OF_SPANS.items() if name in sent
    }
    if "time_zone" in sent:
        times["time_zone"] = sent["time_zone"]
    return replace(details, **own, times=replace(details.times or SiteTimes(), **times))


def labels_in(sent: Mapping[str, Any]) -> list[str]:
    """The names of the labels that were sent. Raises RegisterError for one that is none."""
    return distinct_labels(clean_label(name) for name in sent.get("labels", ()))


def _span(hours: float | None) -> timedelta | None:
    return None if hours is None else timedelta(hours=hours)

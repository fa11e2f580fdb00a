"""Labels that sites have, for tests."""

from typing import Any

from sites.models import Label, Site, SiteLabel


def labels_of(site: Site) -> list[str]:
    """The names of the labels of the site."""
    held = SiteLabel.objects.filter(site=site).order_by("label__name_key")
    return list(held.values_list("label__name", flat=True))


def all_labels() -> list[str]:
    """The names of all labels."""
    return list(Label.objects.values_list("name", flat=True))


def kept_of(site: Site) -> list[tuple[str, str]]:
    """What is kept of changes of the labels of the site, the newest first: kind and reason."""
    history: Any = SiteLabel.history
    rows = history.filter(site_id=site.pk).order_by("-history_id")
    return [(row.history_type, row.history_change_reason) for row in rows]

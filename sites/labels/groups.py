"""The groups of labels, such as the regions, and how many sites have each label."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sites.labels.names import group_of
from sites.models import Label, Site, SiteLabel


@dataclass(frozen=True, slots=True)
class LabelGroup:
    """Labels with the same word before the colon; `key` and `name` are empty for all others."""

    key: str
    name: str
    label_count: int


def label_groups() -> list[LabelGroup]:
    """The groups by name, and last the labels of none, if there are any. One query."""
    rows = (
        Label.objects.order_by()
        .values_list("group_key")
        .annotate(first=Min("name"), count=Count("pk"))
        .order_by("group_key")
    )
    found = [LabelGroup(key, group_of(first) if key else "", count) for key, first, count in rows]
    return sorted(found, key=lambda group: (not group.key, group.key))


def with_site_counts(labels: QuerySet[Label]) -> QuerySet[Any]:
    """The labels with `site_count`, how many sites have each."""
    held = SiteLabel.objects.filter(label=OuterRef("pk")).order_by().values("label")
    return labels.annotate(
        site_count=Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0)
    )


def sites_without(sites: QuerySet[Site], group_key: str | None = None) -> QuerySet[Site]:
    """Those of the sites that have no label of the group; None: no label at all."""
    held = SiteLabel.objects.all()
    if group_key is not None:
        held = held.filter(label__group_key=group_key)
    return sites.exclude(pk__in=held.values("site"))


def sites_with(sites: QuerySet[Site], labels: QuerySet[Label] | list[Label]) -> QuerySet[Site]:
    """Those of the sites that have the labels: of each group any, and of all groups one.

    A label without a group is a group of its own.
    """
    ids: dict[tuple[str, int], list[int]] = {}
    for label in labels:
        ids.setdefault((label.group_key, 0 if label.group_key else label.pk), []).append(label.pk)
    for some in ids.values():
        sites = sites.filter(pk__in=SiteLabel.objects.filter(label__in=some).values("site"))
    return sites

"""How many sites with each label of a group are in each state of health."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count

from sites.health import UNWELL, Health, with_health
from sites.labels.groups import sites_without
from sites.models import Label, Site

MOST_LABELS: Final = 20


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """A label, or None for the sites without one of the group, and its sites by their health."""

    name: str | None
    counts: Mapping[Health, int]


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """The labels of most unwell sites, how many more have sites, and the sites without a label."""

    labels: list[LabelCounts]
    more_count: int
    without: LabelCounts


def group_counts(group_key: str) -> GroupCounts:
    """The counts of a group, those of most unwell sites first. Three queries.

    The database counts; what comes back are at most six rows for a label.
    """
    found: dict[int, Counter[Health]] = {}
    sites: Any = with_health(Site.objects.filter(site_labels__label__group_key=group_key))
    rows = sites.order_by().values_list("site_labels__label", "health")
    for label_id, health, count in rows.annotate(count=Count("pk")):
        found.setdefault(label_id, Counter())[Health(health)] = count
    worst = sorted(found, key=lambda label_id: _place(found[label_id]))
    shown = worst[:MOST_LABELS]
    names = dict(Label.objects.filter(pk__in=shown).values_list("pk", "name"))
    labels = [LabelCounts(names[pk], found[pk]) for pk in shown if pk in names]
    return GroupCounts(labels, len(worst) - len(shown), _without(group_key))


def _without(group_key: str) -> LabelCounts:
    # Of those that have no group, to lack one says nothing unless a site has none at all.
    lacking = sites_without(Site.objects.order_by(), group_key or None)
    sites: Any = with_health(lacking)  # type: ignore[arg-type] # a method of the same class
    rows = sites.values_list("health").annotate(count=Count("pk"))
    return LabelCounts(None, {Health(health): count for health, count in rows})


def _place(counts: Counter[Health]) -> tuple[int, int]:
    """Those of most unwell sites first, among equals those of most sites."""
    return -sum(counts[health] for health in UNWELL), -counts.total()

"""Which site has which label: adding, removing, and setting all of a site.

Each is one transaction of a fixed number of statements for every some hundred sites, and returns
how many sites changed. What is so already is not written, and not kept in the history.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from sites.labels.register import labels_named, lock_labels
from sites.labels.rows import create_rows, delete_rows
from sites.models import Label, Site, SiteLabel
from sites.site_users.parts import parts


@transaction.atomic
def add_labels(site_ids: Collection[int], names: Sequence[str], reason: str = "") -> int:
    """Gives each site these labels; labels that there are not yet are made.

    Raises RegisterError when a name cannot be a label.
    """
    label_ids = [label.pk for label in labels_named(names, reason)]
    lock_labels()
    return sum(_add(some, label_ids, reason) for some in parts(sorted(set(site_ids))))


@transaction.atomic
def remove_labels(site_ids: Collection[int], labels: Collection[Label], reason: str = "") -> int:
    """Takes these labels from each site; the labels themselves stay."""
    label_ids = [label.pk for label in labels]
    lock_labels()
    held = SiteLabel.objects.filter(label__in=label_ids)
    return sum(_remove(held.filter(site__in=some), reason) for some in parts(sorted(set(site_ids))))


@transaction.atomic
def set_labels(wanted: Mapping[int, Sequence[str]], reason: str = "") -> int:
    """Makes these the labels of each site, by the site's id; labels that are new are made.

    Raises RegisterError when a name cannot be a label.
    """
    names = dict.fromkeys(name for some in wanted.values() for name in some)
    by_name = dict(zip(names, labels_named(list(names), reason), strict=True))
    lock_labels()
    ids = {site_id: {by_name[name].pk for name in some} for site_id, some in wanted.items()}
    return sum(_set(some, ids, reason) for some in parts(sorted(ids)))


def _set(site_ids: Sequence[int], wanted: Mapping[int, set[int]], reason: str) -> int:
    rows = list(SiteLabel.objects.filter(site__in=site_ids))
    present = {(row.site_id, row.label_id) for row in rows}
    gone = [row for row in rows if row.label_id not in wanted[row.site_id]]
    new = _new(
        (site_id, label_id)
        for site_id in _existing(site_ids)
        for label_id in sorted(wanted[site_id])
        if (site_id, label_id) not in present
    )
    delete_rows(gone, reason)
    create_rows(new, reason)
    return _site_count([*gone, *new])


def _add(site_ids: Sequence[int], label_ids: Sequence[int], reason: str) -> int:
    held = SiteLabel.objects.filter(site__in=site_ids, label__in=label_ids)
    present = set(held.values_list("site_id", "label_id"))
    new = _new(
        (site_id, label_id)
        for site_id in _existing(site_ids)
        for label_id in label_ids
        if (site_id, label_id) not in present
    )
    create_rows(new, reason)
    return _site_count(new)


def _remove(held: QuerySet[SiteLabel], reason: str) -> int:
    rows = list(held)
    delete_rows(rows, reason)
    return _site_count(rows)


def _existing(site_ids: Sequence[int]) -> list[int]:
    return list(Site.objects.filter(pk__in=site_ids).order_by("pk").values_list("pk", flat=True))


def _new(pairs: Iterable[tuple[int, int]]) -> list[SiteLabel]:
    return [SiteLabel(site_id=site_id, label_id=label_id) for site_id, label_id in pairs]


def _site_count(rows: Iterable[SiteLabel]) -> int:
    return len({row.site_id for row in rows})

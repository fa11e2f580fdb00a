"""What became of the labels of a site."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sites.ids import read_id
from sites.models import Label, SiteLabel
from sites.who_changed import who_changed

MOST_CHANGES: Final = 200


@dataclass(frozen=True, slots=True)
class LabelChange:
    """One row of the history of a site's labels."""

    when: datetime
    who: str
    door: str
    what: str
    why: str
    label: str


def label_changes(site_id: str) -> list[LabelChange]:
    """The last changes of the labels of a site, the newest first; at most three queries."""
    history: Any = SiteLabel.history
    of_site = history.filter(site_id=read_id(site_id)).select_related("history_user")
    rows = list(of_site.order_by("-history_date", "-history_id")[:MOST_CHANGES])
    names = _names_of({row.label_id for row in rows})
    return [
        LabelChange(
            row.history_date,
            who_changed(row.history_user, row.door),
            row.get_door_display() or "-",
            "Added" if row.history_type == "+" else "Removed",
            row.history_change_reason or "-",
            names[row.label_id],
        )
        for row in rows
    ]


def _names_of(label_ids: set[int]) -> dict[int, str]:
    """The present names of the labels, and the last ones of those that are deleted."""
    names = dict(Label.objects.filter(pk__in=label_ids).values_list("pk", "name"))
    gone = label_ids - set(names)
    if gone:
        history: Any = Label.history
        names |= dict(history.filter(id__in=gone).order_by("history_id").values_list("id", "name"))
    return {label_id: names.get(label_id, "a deleted label") for label_id in label_ids}

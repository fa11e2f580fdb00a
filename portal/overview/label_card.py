"""The health of the sites by their labels: a table of one group, the worst first."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from sites.admin.label_chips import sites_with_link
from sites.admin.label_filters import NO_LABEL, WITHOUT_PARAMETER, without
from sites.health import Health
from sites.labels.groups import LabelGroup, label_groups
from syncjobs.admin.label_admin import GROUP_PARAMETER, NO_GROUP
from syncjobs.fleet.label_counts import LabelCounts, group_counts

# The states of which somebody has to know come first.
STATES: Final = (
    *(Health.FAILING, Health.DOWN, Health.LATE, Health.NEVER_SEEN),
    *(Health.OK, Health.DISABLED),
)
MOST_GROUPS: Final = 100
# What stands in an address for the labels without a group; no group is called so.
UNGROUPED: Final = ":"


@dataclass(frozen=True, slots=True)
class LabelCell:
    """How many sites of a line are in a state, and the list of them."""

    health: Health
    count: int
    link: str

    @property
    def style(self) -> str:
        """The class of the number: of its state, or of none where it has no sites."""
        return f"count-{self.health}" if self.count else "count-none"


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label, or what its group lacks, with its numbers."""

    text: str
    link: str
    cells: list[LabelCell]


@dataclass(frozen=True, slots=True)
class LabelCard:
    """The groups to choose from, the chosen one, and its table."""

    groups: list[LabelGroup]
    chosen: LabelGroup
    lines: list[LabelLine]
    more_count: int
    all_link: str

    @property
    def options(self) -> list[tuple[str, str]]:
        """The groups as they are chosen: what stands in the address, and the name."""
        return [
            (group.key or UNGROUPED, group.name or "Labels without a group")
            for group in self.groups
        ]

    @property
    def group(self) -> str:
        """The chosen group, as it stands in the address."""
        return self.chosen.key or UNGROUPED

    @property
    def states(self) -> list[str]:
        """The heads of the columns."""
        return [str(health.label) for health in STATES]


def label_card(group_key: str) -> LabelCard | None:
    """The table of this group, or of the first one; None while there are no labels."""
    groups = label_groups()[:MOST_GROUPS]
    if not groups:
        return None
    wanted = "" if group_key == UNGROUPED else group_key or groups[0].key
    chosen = next((group for group in groups if group.key == wanted), groups[0])
    found = group_counts(chosen.key)
    lines = [_line(counts, chosen) for counts in found.labels]
    if found.without.counts:
        lines.append(_line(found.without, chosen))
    labels = reverse("admin:sites_label_changelist")
    group = f"{chosen.key}:" if chosen.key else NO_GROUP
    link = f"{labels}?{urlencode({GROUP_PARAMETER: group})}"
    return LabelCard(groups, chosen, lines, found.more_count, link)


def _line(counts: LabelCounts, group: LabelGroup) -> LabelLine:
    cells = [
        LabelCell(health, counts.counts.get(health, 0), _link(counts, group, health=health.value))
        for health in STATES
    ]
    nothing = f"no {group.name}" if group.name else "no label at all"
    return LabelLine(counts.name or nothing, _link(counts, group), cells)


def _link(counts: LabelCounts, group: LabelGroup, **more: str) -> str:
    if counts.name is not None:
        return sites_with_link(counts.name, **more)
    lacking = without(group.key) if group.key else NO_LABEL
    sites = reverse("admin:sites_site_changelist")
    return f"{sites}?{urlencode({WITHOUT_PARAMETER: lacking, **more})}"

"""What an import of labels did, or would do, and what kept it from doing so."""

from dataclasses import dataclass, field

from syncjobs.bad_lines import BadLines


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What a line makes of a site: `labels` are all that it will have, `words` what changes."""

    number: int
    site_id: int
    name: str
    labels: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(slots=True)
class LabelImportReport(BadLines):
    """What each good line does, and the labels that will be new, by their key."""

    plans: list[LabelPlan] = field(default_factory=list)
    new_labels: dict[str, str] = field(default_factory=dict)

    @property
    def needed(self) -> list[LabelPlan]:
        """The lines that do something."""
        return [plan for plan in self.plans if plan.words]

    @property
    def changed_count(self) -> int:
        """How many sites change."""
        return len(self.needed)

    @property
    def unchanged_count(self) -> int:
        """Of how many sites the file says what is so already."""
        return len(self.plans) - len(self.needed)

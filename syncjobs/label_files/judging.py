"""Judging the lines of a file of labels: what each does, or why it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from sites.errors import RegisterError
from sites.ids import read_id
from sites.labels.names import read_labels
from sites.models import Site, SiteLabel
from sites.names import name_key
from syncjobs.label_files.plan import LabelPlan
from syncjobs.label_files.reading import LabelLine
from syncjobs.records.import_report import BadLine


@dataclass(frozen=True, slots=True)
class _Known:
    by_id: Mapping[int, Site]
    by_key: Mapping[str, Site]
    labels: Mapping[int, dict[str, str]]


@dataclass(slots=True)
class LabelJudge:
    """Judges the lines of one file; it remembers which sites it has seen on which line."""

    _lines_of_sites: dict[int, int] = field(default_factory=dict)

    def judge(self, lines: Sequence[LabelLine]) -> list[LabelPlan | BadLine]:
        """What each of these lines does, or why it cannot; in two queries."""
        known = _known_of(lines)
        return [self._judged(line, known) for line in lines]

    def _judged(self, line: LabelLine, known: _Known) -> LabelPlan | BadLine:
        shown = line.site or line.site_id
        if line.problem:
            return BadLine(line.number, (line.problem,), shown)
        reasons: list[str] = []
        site, names = _found(line, known, reasons), _labels(line, reasons)
        if site is not None and site.pk in self._lines_of_sites:
            reasons.append(f"Line {self._lines_of_sites[site.pk]} is about this site already.")
        if reasons or site is None:
            return BadLine(line.number, tuple(reasons), shown)
        self._lines_of_sites[site.pk] = line.number
        present = known.labels.get(site.pk, {})
        return LabelPlan(line.number, site.pk, site.name, tuple(names), _words(names, present))


def _words(names: Sequence[str], present: Mapping[str, str]) -> tuple[str, ...]:
    keys = {name_key(name) for name in names}
    added = (f"gets “{name}”" for name in names if name_key(name) not in present)
    lost = (f"loses “{name}”" for key, name in present.items() if key not in keys)
    return (*added, *lost)


def _labels(line: LabelLine, reasons: list[str]) -> list[str]:
    try:
        return read_labels(line.labels)
    except RegisterError as error:
        reasons.append(str(error))
        return []


def _found(line: LabelLine, known: _Known, reasons: list[str]) -> Site | None:
    if not line.site_id:
        site = known.by_key.get(name_key(line.site))
        if site is None:
            reasons.append(
                f"No site is called “{line.site}”." if line.site else "It names no site."
            )
        return site
    site = known.by_id.get(read_id(line.site_id))
    if site is None:
        reasons.append(f"No site has the id {line.site_id}.")
    elif line.site and name_key(line.site) != site.name_key:
        reasons.append(f"The site with the id {site.pk} is called “{site.name}”.")
    return site


def _known_of(lines: Sequence[LabelLine]) -> _Known:
    ids = {read_id(line.site_id) for line in lines}
    keys = {name_key(line.site) for line in lines}
    sites = Site.objects.only("pk", "name", "name_key").order_by()
    found = list(sites.filter(Q(pk__in=ids) | Q(name_key__in=keys)))
    rows = SiteLabel.objects.filter(site__in=[site.pk for site in found])
    labels: dict[int, dict[str, str]] = {}
    for site_id, key, name in rows.order_by("label__name_key").values_list(
        "site_id", "label__name_key", "label__name"
    ):
        labels.setdefault(site_id, {})[key] = name
    return _Known(
        {site.pk: site for site in found}, {site.name_key: site for site in found}, labels
    )

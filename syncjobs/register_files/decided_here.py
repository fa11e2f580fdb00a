"""What was decided here of sites and stores since they came; no file takes it back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from sites.models import Site, Store
from sites.moved_sites import REASON
from syncjobs.register_files.site_values import SiteValues

TICK: Final = "is_open_msupply_central"
DISABLED: Final = "disabled_at"
MACHINE: Final = "hardware_id"
LABELS: Final = {"name": "name", "code": "code", "url": "URL", MACHINE: "hardware ID"}
OF_SITES: Final = (*LABELS, TICK, DISABLED)
OF_STORES: Final = ("code", "name", "mode", "disabled")
TOLD_BY_MACHINE: Final = ("app_name", "app_version", "sync_version")


def decided_here(model: type[Site] | type[Store]) -> Mapping[Any, Collection[str]]:
    """The columns of rows, by their ids, that were changed last by something else than an import.

    The history tells it. What a row has said from its registration on was not changed.
    """
    history: Any = model.history
    columns = OF_SITES if model is Site else OF_STORES
    others = history.exclude(history_change_reason=REASON).order_by().values("id")
    rows = history.filter(id__in=others).order_by("history_id")
    decided: dict[Any, set[str]] = defaultdict(set)
    before: dict[Any, list[Any]] = {}
    for pk, reason, *values in rows.values_list("id", "history_change_reason", *columns):
        both = zip(columns, before.get(pk, values), values, strict=True)
        changed = {column for column, old, new in both if old != new}
        if reason == REASON:
            decided[pk] -= changed
        else:
            decided[pk] |= changed
        before[pk] = values
    return decided


def stays(label: str) -> str:
    """What is said of a column of which a file says otherwise."""
    return f"{label} stays as decided here"


def keep_decided(values: SiteValues, site: Site, columns: Collection[str]) -> list[str]:
    """Has a line say of these columns what the site says; tells in words what it said otherwise."""
    words = []
    if TICK in columns and values.is_central != site.is_open_msupply_central:
        values.is_central, values.decided["url"] = site.is_open_msupply_central, site.url
        words.append(stays("the tick"))
    if DISABLED in columns and values.disabled_at and not site.is_disabled:
        values.disabled_at = None
        words.append("it stays enabled, as decided here")
    return [*words, *_keep_texts(values, site, columns)]


def _keep_texts(values: SiteValues, site: Site, columns: Collection[str]) -> list[str]:
    kept = set(columns) & LABELS.keys()
    if values.is_central != site.is_open_msupply_central:
        # The tick that the file gives comes with its URL.
        kept.discard("url")
    said = values.decided | values.learned
    others = [each for each in LABELS if each in kept and said.get(each) != getattr(site, each)]
    values.decided |= {each: getattr(site, each) for each in kept - {MACHINE}}
    if MACHINE in kept:
        values.learned |= {each: getattr(site, each) for each in (MACHINE, *TOLD_BY_MACHINE)}
    return [stays(LABELS[each]) for each in others if said.get(each)]

"""What the lines of a file make of the stores of the register."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sites.choices import StoreMode
from sites.errors import RegisterError
from sites.identity import PORTAL_SITE_ID
from sites.models import Site, Store
from sites.names import clean_code
from syncjobs.models import StoreMove
from syncjobs.records.importing import tables_of
from syncjobs.records.routing import LONGEST_STORE_ID, is_id
from syncjobs.records.store_register import LONGEST_STORE_NAME
from syncjobs.records.store_rules import StoreRules
from syncjobs.register_files.cells import read_number, read_tick
from syncjobs.register_files.decided_here import stays
from syncjobs.register_files.plan import Outcome, Reason, StorePlan
from syncjobs.register_files.reading import RegisterLine

CHUNK: Final = 1_000
MOVE_IT: Final = "Move it on the store's page, which has what belongs to it sent."


@dataclass(slots=True)
class StoreValues:
    """A store as the old server knows it; `site_id` is 0 for none. What is empty is not said."""

    site_id: int = 0
    columns: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the lines are judged by: the stores that are there, and the sites that will be.

    `open_sites` had their data from this portal before; `moving` are the ids of stores that are
    being moved; `decided` are the columns that stay as they are, by the ids of stores.
    """

    stores: Mapping[str, Store]
    sites: Mapping[int, Site]
    open_sites: frozenset[int]
    moving: frozenset[str]
    decided: Mapping[str, Collection[str]]


def stores_being_moved() -> frozenset[str]:
    """The ids of the stores with an open move."""
    moves = StoreMove.objects.filter(finished_at__isnull=True, cancelled_at__isnull=True)
    return frozenset(moves.values_list("store_id", flat=True))


class StoreJudge:
    """Judges lines one after another; what an earlier line took is not free for a later one."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._rules = StoreRules()
        self._line_of_id: dict[str, int] = {}

    def judge(self, lines: Sequence[RegisterLine]) -> Iterator[StorePlan]:
        """What each line does; nothing is written."""
        for start in range(0, len(lines), CHUNK):
            some = lines[start : start + CHUNK]
            ids = {line.cells.get(name, "") for line in some for name in ("ID", "name_ID")}
            tables = tables_of(ids - {""})
            for line in some:
                yield self._judge(line, tables)

    def _judge(self, line: RegisterLine, tables: Mapping[str, set[str]]) -> StorePlan:
        if line.problem:
            return StorePlan(line.number, "store", Outcome.REFUSED, [line.problem])
        cells = line.cells
        what = f"store {cells['code']}" if cells["code"] else f"store {cells['ID']}"
        reasons: list[Reason] = []
        values = _read(cells, reasons)
        present = self._around.stores.get(cells["ID"])
        if not reasons:
            reasons += self._conflicts(line, values, present, tables)
        if reasons:
            return StorePlan(line.number, what, Outcome.REFUSED, [str(each) for each in reasons])
        plan = StorePlan(line.number, what, Outcome.UNCHANGED, list(values.notes))
        site = self._around.sites.get(values.site_id)
        if present is None:
            _add(plan, cells["ID"], values, site)
        else:
            _keep_decided(plan, values, present, self._around.decided.get(present.pk, ()))
            _change(plan, present, values, site)
        is_placed = plan.outcome is Outcome.ADDED or "site" in plan.columns
        plan.arrives = is_placed and values.site_id in self._around.open_sites
        return plan

    def _conflicts(
        self,
        line: RegisterLine,
        values: StoreValues,
        present: Store | None,
        tables: Mapping[str, set[str]],
    ) -> Iterator[Reason]:
        store_id, name_id = line.cells["ID"], values.columns.get("name_id", "")
        first = self._line_of_id.setdefault(store_id, line.number)
        if first != line.number:
            yield Reason("ID", f"Line {first} has it already.")
            return
        if present is None and not name_id:
            yield Reason("name_ID", "It is empty. Every store has a name record.")
        if present is not None and name_id and name_id != present.name_id:
            yield Reason("name_ID", f"The store is registered with {present.name_id}, for ever.")
        own = {"ID": "store", "name_ID": "name"}
        for column, table in own.items():
            for other in sorted(tables.get(line.cells.get(column, ""), set()) - {table}):
                yield Reason(column, f"A record of the table {other} has this id already.")
        record = {"code": values.columns["code"]} | ({"name_ID": name_id} if name_id else {})
        for sentence in self._rules.problems_of(store_id, record):
            yield Reason("", sentence)
        yield from self._conflicts_of_site(values.site_id, present)

    def _conflicts_of_site(self, site_id: int, present: Store | None) -> Iterator[Reason]:
        column = "sync_id_remote_site"
        if site_id and site_id not in self._around.sites:
            sentence = f"Site {site_id} is neither registered nor added by this file."
            yield Reason(column, sentence)
        if present is None or (present.site_id or 0) == site_id:
            return
        if present.pk in self._around.moving:
            yield Reason(column, "The store is being moved here. Wait for the end of its move.")
        elif present.site_id is not None:
            yield Reason(column, f"The store is on site {present.site_id} here. {MOVE_IT}")


def _read(cells: Mapping[str, str], reasons: list[Reason]) -> StoreValues:
    values = StoreValues()
    if not is_id(cells["ID"], LONGEST_STORE_ID):
        reasons.append(Reason("ID", f"It is no id of 1 to {LONGEST_STORE_ID} characters."))
    try:
        values.columns["code"] = clean_code(cells["code"])
    except RegisterError as error:
        reasons.append(Reason("code", str(error)))
    if cells["name_ID"]:
        values.columns["name_id"] = cells["name_ID"]
    if cells.get("name"):
        values.columns["name"] = cells["name"]
        if len(cells["name"]) > LONGEST_STORE_NAME or not cells["name"].isprintable():
            sentence = f"It has more than {LONGEST_STORE_NAME} characters, or a control character."
            reasons.append(Reason("name", sentence))
    _read_site(cells["sync_id_remote_site"], values, reasons)
    _read_mode(cells.get("store_mode", ""), values)
    if "disabled" in cells:
        try:
            values.columns["disabled"] = read_tick(cells["disabled"])
        except ValueError as error:
            reasons.append(Reason("disabled", str(error)))
    return values


def _read_site(text: str, values: StoreValues, reasons: list[Reason]) -> None:
    try:
        values.site_id = read_number(text) if text else 0
    except ValueError as error:
        reasons.append(Reason("sync_id_remote_site", str(error)))
    if values.site_id == PORTAL_SITE_ID:
        values.site_id = 0
        values.notes.append("it was on the old server itself and is on no site here")


def _read_mode(text: str, values: StoreValues) -> None:
    mode = text.lower()
    if mode in StoreMode.values:
        values.columns["mode"] = mode
    elif mode:
        values.columns["mode"] = StoreMode.STORE.value
        values.notes.append(f"its mode “{text}” counts as store")


def _add(plan: StorePlan, store_id: str, values: StoreValues, site: Site | None) -> None:
    plan.outcome = Outcome.ADDED
    plan.store = Store(pk=store_id, site_id=None if site is None else site.pk, **values.columns)
    plan.store.name = plan.store.name or plan.store.code
    plan.words.append(_place(site))


def _keep_decided(
    plan: StorePlan, values: StoreValues, store: Store, columns: Collection[str]
) -> None:
    for column in [column for column in values.columns if column in columns]:
        if values.columns.pop(column) != getattr(store, column):
            plan.words.append(stays(column))


def _change(plan: StorePlan, store: Store, values: StoreValues, site: Site | None) -> None:
    plan.store = store
    for column, value in values.columns.items():
        before = getattr(store, column)
        if before != value:
            setattr(store, column, value)
            plan.columns.append(column)
            plan.words.append(f"{column}: {before} → {value}")
    if store.site_id != (None if site is None else site.pk):
        store.site_id = None if site is None else site.pk
        plan.columns.append("site")
        plan.words.append(f"site: none → {store.site_id}")
    if plan.columns:
        plan.outcome = Outcome.CHANGED


def _place(site: Site | None) -> str:
    return "on no site" if site is None else f"on site {site.pk} “{site.name}”"

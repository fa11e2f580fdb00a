"""What the lines of a file make of the sites of the register."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from sites.central_server import refuse_second_central_server
from sites.choices import InitialisationStatus
from sites.errors import RegisterError
from sites.identity import PORTAL_SITE_ID
from sites.imported_passwords import fits_imported, hash_imported, is_imported
from sites.models import Site
from sites.names import name_key
from syncjobs.records.audience import OPEN_STATUSES
from syncjobs.register_files.cells import Clock
from syncjobs.register_files.decided_here import keep_decided
from syncjobs.register_files.plan import Outcome, Reason, SitePlan
from syncjobs.register_files.reading import RegisterLine
from syncjobs.register_files.site_values import SiteReader, SiteValues

DISABLED_REASON: Final = "Disabled at the old server"
LABELS: Final = {
    "name": "name",
    "code": "code",
    "url": "URL",
    "hardware_id": "hardware ID",
    "app_name": "app",
    "app_version": "app version",
    "sync_version": "sync version",
    "initialisation_status": "initialisation",
    "last_success_at": "last sync",
    "last_contact_at": "last contact",
}


class SiteJudge:
    """Judges lines one after another; what an earlier line took is not free for a later one.

    `decided` are the columns of the present sites that stay as they are, by the ids of the sites.
    """

    def __init__(
        self, present: Iterable[Site], clock: Clock, decided: Mapping[int, Collection[str]]
    ) -> None:
        self._clock = clock
        self._decided = decided
        self._by_id: dict[int, Site] = {}
        self._by_uuid: dict[Any, Site] = {}
        self._by_key: dict[str, Site] = {}
        for site in present:
            self._by_id[site.pk] = self._by_uuid[site.uuid] = self._by_key[site.name_key] = site
        self._line_of_id: dict[int, int] = {}
        self._line_of_uuid: dict[Any, int] = {}
        self._line_of_key: dict[str, int] = {}
        self._line_of_central = 0

    def judge(self, lines: Sequence[RegisterLine]) -> Iterator[SitePlan]:
        """What each line does; nothing is written."""
        for line in lines:
            if line.problem:
                yield SitePlan(line.number, "site", Outcome.REFUSED, [line.problem])
            else:
                yield self._judge(line)

    def _judge(self, line: RegisterLine) -> SitePlan:
        reader = SiteReader(line.cells, self._clock)
        values = reader.read()
        what = f"site {line.cells.get('site_ID', '')} “{line.cells.get('name', '')}”"
        if values.site_id == PORTAL_SITE_ID:
            words = ["it is the old server itself, whose place the portal takes"]
            return SitePlan(line.number, what, Outcome.LEFT_OUT, words)
        present = self._by_id.get(values.site_id)
        if present is not None and present.told_id == values.told_id:
            decided = self._decided.get(present.pk, ())
            values.notes += keep_decided(values, present, decided)
        reasons = reader.reasons or [*self._conflicts(line.number, values)]
        if reasons:
            return SitePlan(line.number, what, Outcome.REFUSED, [str(each) for each in reasons])
        plan = SitePlan(line.number, what, Outcome.UNCHANGED, list(values.notes))
        plan.site = _new_site(values) if present is None else present
        if present is None:
            plan.outcome = Outcome.ADDED
            _fill(plan.site, values)
            plan.words += _told_of_new(plan.site)
        else:
            _change(plan, present, values)
        _note_central_server(plan, plan.site, values)
        _note_initialisation(plan, values, is_new=present is None)
        if plan.outcome is Outcome.UNCHANGED and (plan.columns or plan.becomes_central):
            plan.outcome = Outcome.CHANGED
        return plan

    def _conflicts(self, number: int, values: SiteValues) -> Iterator[Reason]:
        yield from self._conflicts_in_file(number, values)
        site_id, same_id = values.site_id, self._by_id.get(values.site_id)
        if same_id is not None and same_id.told_id != values.told_id:
            # Letter by letter: the site compares its id so.
            yield Reason(
                "ID",
                f"Site {site_id} is registered as {same_id.name}, with the id {same_id.told_id}"
                " for ever.",
            )
        same_uuid = self._by_uuid.get(values.uuid)
        if same_uuid is not None and same_uuid.pk != site_id:
            yield Reason(
                "site_ID", f"{same_uuid.name} is registered with this id as site {same_uuid.pk}."
            )
        namesake = self._by_key.get(name_key(values.decided["name"]))
        if namesake is not None and namesake.pk != site_id:
            yield Reason("name", f"Site {namesake.pk} has this name. Rename one of the two.")
        if values.is_central:
            try:
                refuse_second_central_server(site_id)
            except RegisterError as error:
                yield Reason("is_omsupply_central_server", str(error))

    def _conflicts_in_file(self, number: int, values: SiteValues) -> Iterator[Reason]:
        key = name_key(values.decided["name"])
        first = {
            "site_ID": self._line_of_id.setdefault(values.site_id, number),
            "ID": self._line_of_uuid.setdefault(values.uuid, number),
            "name": self._line_of_key.setdefault(key, number),
        }
        for column, line in first.items():
            if line != number:
                yield Reason(column, f"Line {line} has it already.")
        if values.is_central:
            self._line_of_central = self._line_of_central or number
            if self._line_of_central != number:
                sentence = f"Line {self._line_of_central} is it already; there can be only one."
                yield Reason("is_omsupply_central_server", sentence)


def _new_site(values: SiteValues) -> Site:
    return Site(pk=values.site_id, uuid=values.uuid, legacy_id=values.legacy_id)


def _fill(site: Site, values: SiteValues) -> None:
    now = values.decided | values.learned
    for column, value in now.items():
        setattr(site, column, value)
    _set_password(site, values.secret)
    _set_binding(site, values)
    _disable(site, values.disabled_at)


def _change(plan: SitePlan, site: Site, values: SiteValues) -> None:
    """Gives the site what is new; what it told this portal since is newer than the file."""
    plan.has_called = _is_newer(site.last_contact_at, values.learned.get("last_contact_at"))
    for column, value in _wanted(site, values, has_called=plan.has_called).items():
        before = getattr(site, column)
        if before != value:
            setattr(site, column, value)
            plan.columns.append(column)
            if column in LABELS:
                plan.words.append(f"{LABELS[column]}: {_shown(before)} → {_shown(value)}")
    if "hardware_id" in plan.columns:
        _set_binding(site, values)
        plan.columns.append("hardware_id_bound_at")
    if _set_password(site, values.secret):
        plan.columns += ["password_hash", "password_set_at"]
        plan.words.append("its password is that of the old server")
    if _disable(site, values.disabled_at):
        plan.columns += ["disabled_at", "disabled_reason"]
        plan.words.append("disabled")


def _wanted(site: Site, values: SiteValues, *, has_called: bool) -> dict[str, Any]:
    wanted = dict(values.decided)
    if site.is_open_msupply_central:
        # Its URL is the business of the tick.
        wanted.pop("url", None)
    if not has_called:
        wanted |= values.learned
    if site.initialisation_status in OPEN_STATUSES:
        wanted.pop("initialisation_status", None)
    return wanted


def _set_password(site: Site, secret: str) -> bool:
    """Gives the site the password of the old server, unless it has one of this portal."""
    if not secret or (site.password_hash and not is_imported(site.password_hash)):
        return False
    if site.password_hash and fits_imported(site.password_hash, secret):
        return False
    site.password_hash, site.password_set_at = hash_imported(secret), timezone.now()
    return True


def _set_binding(site: Site, values: SiteValues) -> None:
    site.hardware_id_bound_at = values.first_sync_at if site.hardware_id else None


def _disable(site: Site, disabled_at: datetime | None) -> bool:
    """Disables the site; one that is disabled, or enabled, here stays so without a date."""
    if disabled_at is None or site.is_disabled or site.is_open_msupply_central:
        return False
    site.disabled_at, site.disabled_reason = disabled_at, DISABLED_REASON
    return True


def _note_central_server(plan: SitePlan, site: Site, values: SiteValues) -> None:
    """The tick is given, and its URL changed; no file takes it away."""
    url = values.decided.get("url", "")
    if values.is_central and (not site.is_open_msupply_central or site.url != url):
        plan.becomes_central, plan.central_url = True, url
        plan.words.append(f"Open mSupply central server at {url}")


def _note_initialisation(plan: SitePlan, values: SiteValues, *, is_new: bool) -> None:
    status = values.learned.get("initialisation_status")
    plan.was_initialised = status == InitialisationStatus.COMPLETED
    plan.last_sync_at = values.learned.get("last_success_at")
    if plan.was_initialised:
        plan.becomes_initialised = is_new or "initialisation_status" in plan.columns


def _is_newer(here: datetime | None, there: datetime | None) -> bool:
    return here is not None and (there is None or here > there)


def _told_of_new(site: Site) -> Iterator[str]:
    yield "with its password" if site.password_hash else "without a password"
    yield "bound to its machine" if site.hardware_id else "bound to no machine"
    yield f"initialisation {site.initialisation_status}"
    if site.is_disabled:
        yield "disabled"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value) if value not in {None, ""} else "none"

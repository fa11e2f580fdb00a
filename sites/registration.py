"""New sites and changes of what the register says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from sites.central_server import (
    refuse_second_central_server,
    tick_central_server,
    untick_central_server,
)
from sites.central_url import normalise_central_url
from sites.change_reasons import with_reason
from sites.credentials import check_strength, client_secret, hash_secret
from sites.errors import ReasonRequiredError, RegisterError, SiteDisabledError
from sites.impact.proposal import Proposal
from sites.impact.reason import require_reason
from sites.impact.told import CentralServer
from sites.models import Site
from sites.names import clean_code, clean_name, name_key
from sites.site_times import SiteTimes, check_times
from sites.site_users.parts import AT_ONCE, parts
from sites.store_assignment import StoresOfSite, WantedStore, assign_stores

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """What an administrator decides about a site; only a central server must have a `url`.

    Without `times` those of the site stay as they are.
    """

    name: str
    code: str = ""
    url: str = ""
    is_open_msupply_central: bool = False
    times: SiteTimes | None = None


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site to register; its password was judged and hashed before, which takes time.

    `reason` is kept in the history of the site and of its stores.
    """

    details: SiteDetails
    password_hash: str = field(repr=False)
    stores: Sequence[WantedStore] = ()
    reason: str = ""


def register_site(
    details: SiteDetails, password: str, store_codes: Sequence[str] = (), reason: str = ""
) -> Site:
    """Creates a site with its password and its stores (created where they do not exist yet).

    Raises RegisterError and its kinds when the name is taken, the password weak, a store is on
    another site, the URL unusable or the tick with another site, and ReasonRequiredError for a tick
    without a reason that other sites hear of; then nothing is created.
    """
    check_strength(password, details.name)
    stores = [WantedStore(code) for code in store_codes]
    password_hash = hash_secret(client_secret(password))
    [site] = register_sites([NewSite(details, password_hash, stores, reason)])
    return site


@transaction.atomic
def register_sites(new_sites: Sequence[NewSite]) -> list[Site]:
    """As `register_site`, of any number of sites: all of them or, when one is refused, none.

    A fixed number of statements for some hundred sites.
    """
    sites = [_unsaved(new) for new in new_sites]
    _refuse_taken_names(sites)
    for new in new_sites:
        if new.details.is_open_msupply_central:
            refuse_second_central_server(None)
            require_reason(proposed_registration(new.details), new.reason)
    try:
        with transaction.atomic():
            bulk_create_with_history(sites, Site, batch_size=AT_ONCE)
    except IntegrityError:
        # Another name was quicker; without one it is a defect.
        _refuse_taken_names(sites)
        raise
    pairs = list(zip(sites, new_sites, strict=True))
    assign_stores(
        StoresOfSite(site, new.stores, new.reason or f"Registered with the site {site.name}")
        for site, new in pairs
    )
    for site, new in pairs:
        if new.details.is_open_msupply_central:
            tick_central_server(site, new.details.url, new.reason)
    return sites


@transaction.atomic
def change_site(site_id: int, details: SiteDetails, reason: str = "") -> Site:
    """Changes name, code, URL, tick and times of a site; what stays the same is not written.

    Raises RegisterError and its kinds as `register_site` does, and ReasonRequiredError for a change
    that needs a reason (`sites.impact`); then nothing is changed.
    """
    site = Site.objects.select_for_update().get(pk=site_id)
    refuse_taken_name(details.name, site_id=site_id)
    code, url = clean_code(details.code), normalised_or_empty(details.url)
    if details.is_open_msupply_central:
        refuse_second_central_server(site_id)
    require_reason(proposed_change(site, details), reason)
    if details.is_open_msupply_central and not site.is_open_msupply_central:
        tick_central_server(site, details.url, reason)
    elif site.is_open_msupply_central and not details.is_open_msupply_central:
        untick_central_server(site, reason)
    elif site.is_open_msupply_central and url != site.url:
        tick_central_server(site, details.url, reason or "Central URL changed")
    wanted = {"name": clean_name(details.name), "code": code, "url": url}
    if details.times is not None:
        check_times(details.times)
        wanted |= details.times.columns()
    changed = [column for column, value in wanted.items() if getattr(site, column) != value]
    if changed:
        for column in changed:
            setattr(site, column, wanted[column])
        site._change_reason = reason
        _save_unless_name_taken(site, changed)
    return site


def proposed_registration(details: SiteDetails) -> Proposal:
    """What registering a site changes for those that there are. Raises CentralUrlError."""
    if not details.is_open_msupply_central:
        return Proposal()
    return Proposal(central=CentralServer(url=normalise_central_url(details.url)))


def proposed_change(site: Site, details: SiteDetails) -> Proposal:
    """What `change_site` is asked to change of the stored site. Raises CentralUrlError."""
    central = None
    if details.is_open_msupply_central:
        central = CentralServer(site.pk, normalise_central_url(details.url))
    elif site.is_open_msupply_central:
        central = CentralServer()
    return Proposal(central=central, names={site.pk: clean_name(details.name)})


@transaction.atomic
def disable_site(site_id: int, reason: str) -> Site:
    """Switches a site off: its calls are refused, with the reason, until it is enabled.

    Raises ReasonRequiredError without a reason, RegisterError for one that is too long to be shown
    and for the Open mSupply central server.
    """
    site = Site.objects.select_for_update().get(pk=site_id)
    if not reason.strip():
        raise ReasonRequiredError(
            "The reason is empty.", "Say why; the people at the site read it."
        )
    if len(reason.strip()) > LONGEST_REASON:
        raise RegisterError(
            f"The reason has {len(reason.strip())} characters; {LONGEST_REASON} are allowed.",
            "Say it in one sentence.",
        )
    if site.is_open_msupply_central:
        raise RegisterError(
            f"{site.name} is the Open mSupply central server and cannot be disabled.",
            "Make another site the central server first.",
        )
    site.disabled_at = timezone.now()
    site.disabled_reason = reason.strip()
    site._change_reason = with_reason("Disabled", site.disabled_reason)
    site.save(update_fields=["disabled_at", "disabled_reason"])
    return site


@transaction.atomic
def enable_site(site_id: int, reason: str = "") -> Site:
    """Switches a disabled site on again: that it was refused meanwhile makes it failing no more."""
    site = Site.objects.select_for_update().get(pk=site_id)
    columns = ["disabled_at", "disabled_reason"]
    site.disabled_at = None
    site.disabled_reason = ""
    if site.last_refusal_code == SiteDisabledError.code:
        site.last_refusal_code = ""
        columns.append("last_refusal_code")
    if site.last_failure_code == SiteDisabledError.code:
        site.last_failure_code = site.last_failure_message = ""
        columns += ["last_failure_code", "last_failure_message"]
    site._change_reason = with_reason("Enabled", reason)
    site.save(update_fields=columns)
    return site


def refuse_delete(site: Site) -> None:
    """Raises RegisterError when the site cannot be deleted: it is central, or has stores."""
    if site.is_open_msupply_central:
        raise RegisterError(
            f"{site.name} is the Open mSupply central server and cannot be deleted.",
            "Make another site the central server first.",
        )
    codes = list(site.stores.values_list("code", flat=True)[:6])
    if codes:
        shown = ", ".join(codes[:5]) + (" and more" if len(codes) > 5 else "")  # noqa: PLR2004
        raise RegisterError(
            f"{site.name} still hosts stores ({shown}) and cannot be deleted.",
            "Move its stores to other sites first, or disable the site.",
        )


@transaction.atomic
def delete_site(site_id: int, reason: str = "") -> None:
    """Deletes a site for good; its id is never used again. Raises what `refuse_delete` raises."""
    site = Site.objects.select_for_update().get(pk=site_id)
    refuse_delete(site)
    site._change_reason = reason
    site.delete()


def taken_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of the sites that have these keys (`sites.names.name_key`), by key."""
    taken: dict[str, str] = {}
    for some in parts(sorted(set(keys))):
        found = Site.objects.filter(name_key__in=some).order_by()
        taken.update(found.values_list("name_key", "name"))
    return taken


def refuse_taken_name(name: str, site_id: int | None) -> None:
    """Raises RegisterError when another site has this name, or one too much like it."""
    others = Site.objects.filter(name_key=name_key(clean_name(name)))
    if site_id is not None:
        others = others.exclude(pk=site_id)
    taken = others.first()
    if taken is not None:
        raise name_is_taken(taken.name)


def name_is_taken(name: str) -> RegisterError:
    """What is said to whoever wants a name that the site called `name` has."""
    return RegisterError(
        f"A site called “{name}” exists already.",
        "Names that differ only in case or outer spaces count as the same; choose another.",
    )


def normalised_or_empty(url: str) -> str:
    """The URL in its stored form, or empty text; raises CentralUrlError."""
    return normalise_central_url(url) if url.strip() else ""


def _save_unless_name_taken(site: Site, update_fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            site.save(update_fields=update_fields)
    except IntegrityError as error:
        raise name_is_taken(site.name) from error


def _unsaved(new: NewSite) -> Site:
    """The site as it is to be created; `Site.save`, which cleans the name, is not called."""
    details, times = new.details, new.details.times or SiteTimes()
    check_times(times)
    name = clean_name(details.name)
    site = Site(
        name=name,
        name_key=name_key(name),
        code=clean_code(details.code),
        url=normalised_or_empty(details.url),
        password_hash=new.password_hash,
        password_set_at=timezone.now(),
        **times.columns(),
    )
    site._change_reason = new.reason or "Registered"
    return site


def _refuse_taken_names(sites: Sequence[Site]) -> None:
    taken = taken_names(site.name_key for site in sites)
    for site in sites:
        if site.name_key in taken:
            raise name_is_taken(taken[site.name_key])
        taken[site.name_key] = site.name

"""New sites and changes of what the register says of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from sites.central_server import (
    refuse_second_central_server,
    tick_central_server,
    untick_central_server,
)
from sites.central_url import normalise_central_url
from sites.errors import ReasonRequiredError, RegisterError, SiteDisabledError
from sites.impact.proposal import Proposal
from sites.impact.reason import require_reason
from sites.impact.told import CentralServer
from sites.models import Site
from sites.names import clean_code, clean_name, name_key
from sites.passwords import set_site_password
from sites.site_times import SiteTimes, check_times
from sites.store_assignment import assign_stores

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


@transaction.atomic
def register_site(
    details: SiteDetails, password: str, store_codes: Sequence[str] = (), reason: str = ""
) -> Site:
    """Creates a site with its password and its stores (created where they do not exist yet).

    Raises RegisterError and its kinds when the name is taken, the password weak, a store is on
    another site, the URL unusable or the tick with another site; then nothing is created.
    """
    refuse_taken_name(details.name, site_id=None)
    code, url = clean_code(details.code), normalised_or_empty(details.url)
    times = details.times or SiteTimes()
    check_times(times)
    site = Site(name=details.name, code=code, url=url, **times.columns())
    site._change_reason = reason or "Registered"
    _save_unless_name_taken(site)
    set_site_password(site, password)
    assign_stores(site, store_codes, reason or f"Registered with the site {site.name}")
    if details.is_open_msupply_central:
        tick_central_server(site, details.url, reason)
    return site


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
    site._change_reason = f"Disabled: {site.disabled_reason}"
    site.save(update_fields=["disabled_at", "disabled_reason"])
    return site


@transaction.atomic
def enable_site(site_id: int) -> Site:
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
    site._change_reason = "Enabled"
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
def delete_site(site_id: int) -> None:
    """Deletes a site for good; its id is never used again. Raises what `refuse_delete` raises."""
    site = Site.objects.select_for_update().get(pk=site_id)
    refuse_delete(site)
    site.delete()


def refuse_taken_name(name: str, site_id: int | None) -> None:
    """Raises RegisterError when another site has this name, or one too much like it."""
    others = Site.objects.filter(name_key=name_key(clean_name(name)))
    if site_id is not None:
        others = others.exclude(pk=site_id)
    taken = others.first()
    if taken is not None:
        raise _name_taken(taken.name)


def normalised_or_empty(url: str) -> str:
    """The URL in its stored form, or empty text; raises CentralUrlError."""
    return normalise_central_url(url) if url.strip() else ""


def _save_unless_name_taken(site: Site, update_fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            site.save(update_fields=update_fields)
    except IntegrityError as error:
        raise _name_taken(site.name) from error


def _name_taken(name: str) -> RegisterError:
    return RegisterError(
        f"A site called “{name}” exists already.",
        "Names that differ only in case or outer spaces count as the same; choose another.",
    )

"""Which site is the Open mSupply central server, and where remote sites find it.

At most one site has the tick (`is_open_msupply_central`); the database refuses a second one,
whoever writes at the same moment. `central_changed_at` says when the tick or the URL last changed,
which is what makes a verification due.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from sites.central_url import normalise_central_url
from sites.errors import CentralServerTakenError, RegisterError
from sites.impact.proposal import Proposal
from sites.impact.reason import require_reason
from sites.impact.told import CentralServer
from sites.models import Site


def present_central_server() -> Site | None:
    """The site that has the tick now."""
    return Site.objects.central().first()


def count_sites_to_redirect(new_central_id: int) -> int:
    """How many enabled sites would be sent to a new central server with this id."""
    return Site.objects.enabled().exclude(pk=new_central_id).count()


def refuse_second_central_server(site_id: int | None) -> None:
    """Raises CentralServerTakenError when another site has the tick."""
    present = present_central_server()
    if present is not None and present.pk != site_id:
        raise _taken(present.name)


def tick_central_server(site: Site, url: str, reason: str = "") -> None:
    """Makes `site` the Open mSupply central server at `url`; saves it.

    Raises CentralServerTakenError when another site is it (see `move_central_server`),
    RegisterError when the site is disabled, and CentralUrlError when remote sites could not use the
    URL.
    """
    refuse_second_central_server(site.pk)
    _refuse_disabled(site)
    _give_tick(site, normalise_central_url(url), reason)


def untick_central_server(site: Site, reason: str = "") -> None:
    """Takes the tick away; remote sites are then told that no central server is configured.

    Raises ReasonRequiredError without a reason, where sites are told so.
    """
    require_reason(Proposal(central=CentralServer()), reason)
    site.is_open_msupply_central = False
    site.central_changed_at = timezone.now()
    site._change_reason = reason or "No longer the Open mSupply central server"
    site.save(update_fields=["is_open_msupply_central", "central_changed_at"])


@transaction.atomic
def move_central_server(
    to_site_id: int, url: str, *, from_site_id: int | None, reason: str = ""
) -> Site:
    """Moves the tick from the site `from_site_id` (None: from none) to another, in one act.

    `from_site_id` is the site that had the tick when the administrator was told the consequence;
    when another one has it by now, RegisterError says so and nothing changes. CentralUrlError is
    raised for a URL that remote sites could not use, ReasonRequiredError without a reason where
    sites could be cut off, or would send their credentials elsewhere.
    """
    present = Site.objects.central().select_for_update().first()
    if (present.pk if present else None) != from_site_id:
        now = present_central_server()
        raise RegisterError(
            "The Open mSupply central server was changed by somebody else in the meantime:"
            f" it is {now.name if now else 'no site'} now.",
            "Look at the consequence again before you confirm.",
        )
    site = Site.objects.select_for_update().get(pk=to_site_id)
    _refuse_disabled(site)
    normalised = normalise_central_url(url)
    require_reason(Proposal(central=CentralServer(site.pk, normalised)), reason)
    if present is not None and present.pk != site.pk:
        untick_central_server(present, reason or f"The tick moved to {site.name}")
    _give_tick(site, normalised, reason)
    return site


def _refuse_disabled(site: Site) -> None:
    if site.is_disabled:
        raise RegisterError(
            f"{site.name} is disabled and cannot be the Open mSupply central server.",
            "Enable it first.",
        )


def _give_tick(site: Site, url: str, reason: str) -> None:
    site.is_open_msupply_central = True
    site.url = url
    site.central_changed_at = timezone.now()
    site._change_reason = reason or "Became the Open mSupply central server"
    try:
        with transaction.atomic():
            site.save(update_fields=["is_open_msupply_central", "url", "central_changed_at"])
    except IntegrityError as error:
        present = present_central_server()
        raise _taken(present.name if present else "Another site") from error


def _taken(present_name: str) -> CentralServerTakenError:
    return CentralServerTakenError(
        f"{present_name} is the Open mSupply central server now, and there can be only one.",
        "To move the tick, use “Make this the central server” on the page of the new one.",
    )

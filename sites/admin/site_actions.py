"""The acts on one site that are more than a field: each is a page that says what will happen.

The page names the consequence, asks for what the act needs, and does it on POST with the one
function of the register that may do it. To add an act, write a class and name it in `ACTIONS`.
"""

from collections.abc import Mapping
from typing import Any

from sites.admin.site_action import Outcome, SiteAction
from sites.admin.site_action_forms import MakeCentralForm, PasswordForm, RequiredReasonForm
from sites.central_server import (
    count_sites_to_redirect,
    move_central_server,
    present_central_server,
    untick_central_server,
)
from sites.central_url import normalise_central_url
from sites.counted import counted
from sites.credentials import generate_password
from sites.errors import CentralUrlError
from sites.hardware import reset_hardware_id
from sites.impact.proposal import Proposal
from sites.impact.told import CentralServer
from sites.models import Site
from sites.passwords import set_site_password
from sites.registration import disable_site, enable_site


class MakeCentral(SiteAction):
    """Moves the tick to this site."""

    slug = "make-central"
    label = "Make this the central server"
    is_grave = True
    asks_for_url = True
    form_class = MakeCentralForm

    def is_offered(self, site: Site) -> bool:
        """Not for the site that has the tick, and not for a disabled one."""
        return not site.is_open_msupply_central and not site.is_disabled

    def consequence(self, site: Site) -> str:
        """Where the tick comes from and how many sites follow it."""
        count = count_sites_to_redirect(site.pk)
        sites = counted(count, "site")
        present = present_central_server()
        start = (
            f"The tick moves from {present.name} ({present.url}) to {site.name}."
            if present
            else f"{site.name} becomes the Open mSupply central server; there is none now."
        )
        return (
            f"{start} At their next sync, {sites} will be sent to the URL below. Their names and"
            " password hashes go to whatever server answers there."
        )

    def proposal(self, site: Site, data: Mapping[str, Any]) -> Proposal | None:
        """The tick on this site, at the URL of the form."""
        try:
            url = normalise_central_url(str(data.get("url") or ""))
        except CentralUrlError:
            return None
        return Proposal(central=CentralServer(site.pk, url))

    def initial(self, site: Site) -> dict[str, Any]:
        """The site's present URL becomes the central URL."""
        present = present_central_server()
        return {"url": site.url, "present_id": present.pk if present else None}

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Moves the tick, unless another site has it by now."""
        moved = move_central_server(
            site.pk, data["url"], from_site_id=data["present_id"], reason=data["reason"]
        )
        return Outcome(f"{moved.name} is the Open mSupply central server now, at {moved.url}.")


class TakeTickAway(SiteAction):
    """Leaves the system without an Open mSupply central server."""

    slug = "take-tick-away"
    label = "Take the tick away"
    is_grave = True

    def is_offered(self, site: Site) -> bool:
        """Only for the site that has it."""
        return site.is_open_msupply_central

    def consequence(self, site: Site) -> str:
        """What the other sites are told."""
        count = count_sites_to_redirect(site.pk)
        sites = counted(count, "other site")
        return (
            f"{site.name} is the Open mSupply central server no longer, and no other site is. From"
            f" their next sync on, {sites} will not sync at all and say “V6 central server not"
            " configured”. To replace the central server, use “Make this the central server” on"
            " the page of the new one instead."
        )

    def proposal(self, site: Site, data: Mapping[str, Any]) -> Proposal | None:  # noqa: ARG002
        """No central server."""
        return Proposal(central=CentralServer())

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Takes it away."""
        untick_central_server(site, data["reason"])
        return Outcome("No site is the Open mSupply central server now.")


class ResetHardwareId(SiteAction):
    """Frees the site for another machine."""

    slug = "reset-hardware-id"
    label = "Reset hardware ID"

    def is_offered(self, site: Site) -> bool:
        """Only where a machine is bound."""
        return site.is_hardware_bound

    def consequence(self, site: Site) -> str:
        """Who is let in next."""
        return (
            f"{site.name} is bound to the machine {site.hardware_id}. After the reset, the next"
            " machine that calls with the right name and password is bound instead. Do this when"
            " the machine was replaced, reset or reinstalled, and make sure that the old one is"
            " switched off: otherwise it may be the next to call."
        )

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Frees the site."""
        reset_hardware_id(site.pk, data["reason"])
        return Outcome(f"{site.name} is free: the next machine that calls is bound to it.")


class Disable(SiteAction):
    """Switches the site off."""

    slug = "disable"
    label = "Disable"
    is_grave = True
    form_class = RequiredReasonForm

    def is_offered(self, site: Site) -> bool:
        """Only for an enabled site, and not for the central server."""
        return not site.is_disabled and not site.is_open_msupply_central

    def consequence(self, site: Site) -> str:
        """What the site is told."""
        return (
            f"{site.name} can no longer sync: every call is refused with the reason that you give"
            " here. Nothing is deleted, and it can be enabled again."
        )

    def proposal(self, site: Site, data: Mapping[str, Any]) -> Proposal | None:  # noqa: ARG002
        """The site disabled."""
        return Proposal(disabled=frozenset({site.pk}))

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Switches it off."""
        disable_site(site.pk, data["reason"])
        return Outcome(f"{site.name} is disabled.")


class Enable(SiteAction):
    """Switches the site on."""

    slug = "enable"
    label = "Enable"

    def is_offered(self, site: Site) -> bool:
        """Only for a disabled site."""
        return site.is_disabled

    def consequence(self, site: Site) -> str:
        """What changes for the site."""
        return f"{site.name} can sync again from its next call on."

    def proposal(self, site: Site, data: Mapping[str, Any]) -> Proposal | None:  # noqa: ARG002
        """The site enabled."""
        return Proposal(enabled=frozenset({site.pk}))

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Switches it on."""
        enable_site(site.pk, data["reason"])
        return Outcome(f"{site.name} is enabled.")


class SetPassword(SiteAction):
    """Gives the site a new password."""

    slug = "set-password"
    label = "Set a new password"
    form_class = PasswordForm

    def consequence(self, site: Site) -> str:
        """Who must do what afterwards."""
        return (
            f"From this moment {site.name} is refused until somebody enters the new password at"
            " the site, in its synchronisation settings. A generated password is shown once, after"
            " this page; no password can be shown again."
        )

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Sets the typed password, or a generated one, which is shown."""
        generated = "" if data["password"] else generate_password()
        set_site_password(site, data["password"] or generated, data["reason"])
        return Outcome(f"{site.name} has a new password.", generated)


ACTIONS: tuple[SiteAction, ...] = (
    SetPassword(),
    ResetHardwareId(),
    MakeCentral(),
    TakeTickAway(),
    Disable(),
    Enable(),
)

"""What may be done about a device that claims a site: accept it, or keep the bound one."""

from typing import Any

from sites.admin.site_action import Outcome, SiteAction
from sites.claims import accept_claim, keep_old_machine
from sites.counted import counted
from sites.models import PendingClaim, Site


class AcceptDevice(SiteAction):
    """Binds one claimed device in the place of the bound one. Made for one claim."""

    slug = "accept-device"
    label = "Accept the new device"
    is_grave = True

    def __init__(self, claim: PendingClaim | None) -> None:
        self.claim = claim

    def is_offered(self, site: Site) -> bool:  # noqa: ARG002
        """As long as the device claims the site."""
        return self.claim is not None

    def not_offered(self, site: Site) -> str:
        """Somebody has decided by now."""
        return f"That device does not wait for {site.name} any more; somebody has decided."

    def consequence(self, site: Site) -> str:
        """Who is refused from then on, what is lost, and how the new device gets its data.

        A database that asked for its data once never asks again, an empty one always (protocol
        3.3, 5.1).
        """
        new = self.claim.hardware_id if self.claim else ""
        old = site.hardware_id
        return (
            f"{site.name} is bound to {new} in the place of {old}, which is refused from then on."
            f" What {old} has not pushed yet stays on it: if it still works, let it sync first,"
            f" and switch it off afterwards. If {new} is empty, start the sync there once more:"
            " it then asks for all data of the site. If it has a copy of the old device's"
            " database, it goes on from where the copy was made; when the old device has synced"
            " since, choose “Initialise again” afterwards, or the new one misses what the old one"
            " got in the meantime."
        )

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Binds it, unless somebody has decided by now."""
        bound = accept_claim(site.pk, self.claim.pk if self.claim else 0, data["reason"])
        return Outcome(f"{site.name} is bound to {bound.hardware_id} now. Start a sync there.")


class KeepOldDevice(SiteAction):
    """Drops the claims and leaves the bound device as it is."""

    slug = "keep-device"
    label = "Keep the old one"

    def is_offered(self, site: Site) -> bool:
        """As long as a device claims the site."""
        return site.pending_claims.exists()

    def not_offered(self, site: Site) -> str:
        """Somebody has decided by now."""
        return f"No other device waits for {site.name} any more; somebody has decided."

    def consequence(self, site: Site) -> str:
        """What changes, and what does not."""
        return (
            f"{site.name} stays bound to {site.hardware_id}, and every other device is refused as"
            " before. Those that are shown now are forgotten; one that calls again is shown"
            " again. Have its synchronisation switched off, or set a new password and enter it at"
            " the device that you keep."
        )

    def run(self, site: Site, data: dict[str, Any]) -> Outcome:
        """Forgets them."""
        dropped = keep_old_machine(site.pk, data["reason"])
        others = counted(dropped, "other device is", "other devices are")
        return Outcome(f"{site.name} stays bound to {site.hardware_id}; {others} turned away.")

"""The machine that a site is bound to."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from sites.choices import InitialisationStatus
from sites.models import PendingClaim, Site


def bind_hardware_id(site_id: int, hardware_id: str) -> bool:
    """Binds the site to the machine that makes first contact; True when this machine is bound.

    When two machines arrive at the same moment exactly one of them wins: the update only finds a
    site that is still unbound, and the loser is compared with the winner.
    """
    now = timezone.now()
    bound = Site.objects.filter(pk=site_id, hardware_id="").update(
        hardware_id=hardware_id, hardware_id_bound_at=now
    )
    if bound:
        # The update has written none; without it the next change would seem to have bound the site.
        keep_in_history(Site.objects.get(pk=site_id), "Bound at first contact")
        return True
    return Site.objects.filter(pk=site_id, hardware_id=hardware_id).exists()


def keep_in_history(site: Site, reason: str) -> None:
    """Writes the site as it is into its history, with the reason of what was done."""
    history: Any = Site.history
    history.bulk_history_create([site], update=True, default_change_reason=reason)


@transaction.atomic
def reset_hardware_id(site_id: int, reason: str = "") -> Site:
    """Frees the site for its next machine, which is bound when it makes first contact."""
    site = Site.objects.select_for_update().get(pk=site_id)
    return hand_over(site, "", reason or "Hardware ID reset")


def hand_over(site: Site, hardware_id: str, reason: str) -> Site:
    """Binds the site, whose row is locked, to another machine; to none with an empty id.

    What the old machine said of itself is cleared, and so are why its last sync failed and the
    claims against it. A data preparation that it left half-way counts as not begun, so that the new
    one asks for its data.
    """
    site.hardware_id = hardware_id
    site.hardware_id_bound_at = timezone.now() if hardware_id else None
    site.app_name = site.app_version = ""
    site.sync_version = None
    site.last_refusal_code = site.last_failure_code = site.last_failure_message = ""
    if site.initialisation_status == InitialisationStatus.STARTED:
        site.initialisation_status = InitialisationStatus.NEW
    site._change_reason = reason
    site.save(
        update_fields=[
            "hardware_id",
            "hardware_id_bound_at",
            "app_name",
            "app_version",
            "sync_version",
            "last_refusal_code",
            "last_failure_code",
            "last_failure_message",
            "initialisation_status",
        ]
    )
    PendingClaim.objects.filter(site=site).delete()
    return site

"""Sites that two devices use: told once, until somebody has decided."""

from collections.abc import Sequence
from datetime import datetime

from sites.claims import sites_in_turn
from syncjobs.alerts.changes import Change
from syncjobs.choices import AlertState
from syncjobs.models import AlertedTwoDevices


def newly_shared_sites() -> list[Change]:
    """The sites of which it was not told yet. Those that are decided by now are forgotten."""
    in_turn = sites_in_turn()
    AlertedTwoDevices.objects.exclude(site__in=in_turn.order_by().values("pk")).delete()
    new = in_turn.filter(alerted_two_devices__isnull=True).order_by("name_key")
    state = AlertState.TWO_DEVICES.value
    return [
        Change(pk, name, code, health=state, cause="", told="", told_cause="")
        for pk, name, code in new.values_list("pk", "name", "code")
    ]


def keep_shared_sites_told(changes: Sequence[Change], now: datetime) -> None:
    """They were told just now."""
    AlertedTwoDevices.objects.bulk_create(
        (AlertedTwoDevices(site_id=change.site_id, alerted_at=now) for change in changes),
        batch_size=1_000,
    )

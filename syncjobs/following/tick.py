"""What a tick of the schedule does for all syncs that are followed or waited for."""

from collections.abc import Callable
from typing import Final

from syncjobs.following.guard import harmless
from syncjobs.following.refusals import record_refused_syncs
from syncjobs.following.upkeep import end_silent_syncs, end_vain_waits, settle_beside

# A step that ends now is no silence, and a refusal says more than that a site did not call.
PARTS: Final[tuple[Callable[[], int], ...]] = (
    settle_beside,
    record_refused_syncs,
    end_silent_syncs,
    end_vain_waits,
)


def look_after_syncs() -> None:
    """Does each part; what goes wrong with one holds up neither the others nor the tick."""
    for part in PARTS:
        _do(part)


@harmless
def _do(part: Callable[[], int]) -> None:
    part()

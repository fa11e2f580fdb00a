"""What a tick of the schedule does for all syncs that are followed or waited for."""

from typing import Final

from syncjobs.following.refusals import record_refused_syncs
from syncjobs.following.upkeep import end_silent_syncs, end_vain_waits, settle_beside
from syncjobs.parts import Part, do_each

# A step that ends now is no silence, and a refusal says more than that a site did not call.
PARTS: Final[tuple[Part, ...]] = (
    settle_beside,
    record_refused_syncs,
    end_silent_syncs,
    end_vain_waits,
)


def look_after_syncs() -> None:
    """Does each part; what goes wrong with one holds up neither the others nor the tick."""
    do_each(PARTS)

"""Is anything of a site being prepared or integrated? (protocol 3.2)"""

from typing import Final

from sites.choices import InitialisationStatus
from syncjobs.exchange.errors import InitialisationFailedError
from syncjobs.exchange.pushed_batches import push_waits

IDLE: Final = b"idle"
INITIALISING: Final = b"initialisation_in_progress"
INTEGRATING: Final = b"integration_in_progress"


def site_status(site_id: int, initialisation_status: str) -> bytes:
    """The code of the answer: idle only when the site may go on and pull.

    Raises InitialisationFailedError for a site whose data could not be prepared: told that it is
    idle, it would take an incomplete queue for all of its data.
    """
    if initialisation_status == InitialisationStatus.STARTED:
        return INITIALISING
    if initialisation_status == InitialisationStatus.ERROR:
        raise InitialisationFailedError
    return INTEGRATING if push_waits(site_id) else IDLE

"""The errors with which a sync can end at a site (protocol 9.3), in words for an administrator."""

import re
from typing import Final

from syncjobs.clients.remote_replies import SiteError
from syncjobs.errors import JobFailedError

_VARIANT: Final = re.compile(r"[A-Z][A-Z0-9_]{0,58}")

MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "API_VERSION_INCOMPATIBLE": (
        "The site's sync version is not one that the portal speaks.",
        (
            "The full text says which versions the portal accepts: upgrade Open mSupply at the"
            " site, or the portal."
        ),
    ),
    "CENTRAL_V6_NOT_CONFIGURED": (
        "The site was told no usable URL of the Open mSupply central server.",
        "Enter the URL at the site that has the tick, and verify it.",
    ),
    "CONNECTION_ERROR": (
        "The site could not reach this portal, or not the Open mSupply central server.",
        (
            "Look at the URL in the full text: if it is the portal's, check the site's sync"
            " settings and its network; if it is the central server's, verify that."
        ),
    ),
    "HARDWARE_ID_MISMATCH": (
        "Another machine is bound to the site.",
        "If the machine was replaced, accept the new device on the site's page.",
    ),
    "INCORRECT_PASSWORD": (
        "The site has another password than the one that was set here.",
        "Set a new password on the site's page and enter it in the site's sync settings.",
    ),
    "INTEGRATION_ERROR": (
        "The site could not put what it pulled into its database.",
        "Look at the full text and at the log of Open mSupply at the site; its disk may be full.",
    ),
    "INTEGRATION_TIMEOUT_REACHED": (
        "A central server took too long to integrate what the site pushed.",
        (
            "Sync again later; if it stays, look whether the portal's worker of pushes runs, or the"
            " Open mSupply central server is overloaded."
        ),
    ),
    "INVALID_URL": (
        "The URL in the site's sync settings is none.",
        "Enter the portal's URL in the site's sync settings.",
    ),
    "SITE_AUTH_TIMEOUT": (
        "The portal did not let the site try its password now.",
        (
            "It passes by itself within minutes: too many wrong passwords came from the site's"
            " address, or many sites signed in at once."
        ),
    ),
    "SITE_HAS_NO_STORE": (
        "The site has no active store.",
        "Assign a store to the site on its page.",
    ),
    "SITE_NAME_NOT_FOUND": (
        "No site is registered under the name in the site's sync settings.",
        "Compare the name in the site's sync settings with the one on its page.",
    ),
    "SITE_UUID_IS_BEING_CHANGED": (
        "The site's data belong to another site than the one that its sync settings name.",
        (
            "Enter the right site name there; a machine that is to become another site needs an"
            " empty database."
        ),
    ),
    "UNKNOWN": (
        "The site's sync failed for a reason that Open mSupply has no name for.",
        "The full text is the site's own; look also at the log of Open mSupply at the site.",
    ),
    "V6_API_VERSION_INCOMPATIBLE": (
        "The site and the Open mSupply central server speak different versions of sync V6.",
        "Upgrade the Open mSupply central server first, then the site.",
    ),
}


def site_failure(error: SiteError) -> JobFailedError:
    """What a site's error means for the job; its code is the variant in lower case."""
    sentence, advice = MEANINGS.get(error.variant, MEANINGS["UNKNOWN"])
    variant = error.variant if _VARIANT.fullmatch(error.variant) else "UNKNOWN"
    return JobFailedError(variant.lower(), sentence, advice)

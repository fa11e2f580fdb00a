"""What a site shows for each way to fail, and what helps."""

from typing import Final

from syncjobs.simulation.errors import Variant

SHOWN: Final = {
    Variant.CONNECTION_ERROR: "Unable to connect to server",
    Variant.SITE_NAME_NOT_FOUND: "Site name not found",
    Variant.INCORRECT_PASSWORD: "Incorrect password",
    Variant.HARDWARE_ID_MISMATCH: "Incorrect hardware ID",
    Variant.SITE_HAS_NO_STORE: "Site has no store",
    Variant.SITE_AUTH_TIMEOUT: "Site authentication timed out, please try again later",
    Variant.API_VERSION_INCOMPATIBLE: "Sync API version is not compatible",
    Variant.INTEGRATION_TIMEOUT_REACHED: "Central took too long integrating; retry later",
    Variant.INTEGRATION_ERROR: "The server experienced a problem.",
    Variant.CENTRAL_V6_NOT_CONFIGURED: "V6 central server not configured",
    Variant.V6_API_VERSION_INCOMPATIBLE: "Sync V6 API version is not compatible",
    Variant.SITE_UUID_IS_BEING_CHANGED: "Site mismatch",
    Variant.INVALID_URL: "Invalid url",
    Variant.UNKNOWN: "Unknown sync error",
    Variant.CRASH: "A real site would stop working here",
    Variant.NEVER_ENDS: "A real site would go on for ever here",
}

ADVICE: Final = {
    Variant.CONNECTION_ERROR: (
        "Check host, port and http or https in the URL, and that the server runs."
    ),
    Variant.SITE_NAME_NOT_FOUND: "Enter the name as it stands in the portal's list of sites.",
    Variant.INCORRECT_PASSWORD: (
        "Enter the password again, or set a new one on the site's page in the portal."
    ),
    Variant.HARDWARE_ID_MISMATCH: (
        "Give the hardware ID that is bound to the site, or reset it on the site's page in the"
        " portal."
    ),
    Variant.SITE_HAS_NO_STORE: "Assign an active store to the site in the portal.",
    Variant.SITE_AUTH_TIMEOUT: "Wait as long as the message says, and sync again.",
    Variant.API_VERSION_INCOMPATIBLE: "Upgrade the side that the message names.",
    Variant.INTEGRATION_TIMEOUT_REACHED: (
        "Sync again later; look whether a worker runs and what the portal's jobs say."
    ),
    Variant.INTEGRATION_ERROR: (
        "Look at the message: the site's own database failed. Without it the site starts anew."
    ),
    Variant.CENTRAL_V6_NOT_CONFIGURED: (
        "Tick the Open mSupply central server in the portal and enter its URL."
    ),
    Variant.V6_API_VERSION_INCOMPATIBLE: "Upgrade the Open mSupply central server first.",
    Variant.SITE_UUID_IS_BEING_CHANGED: (
        "Use the database of this site, or begin with an empty one."
    ),
    Variant.INVALID_URL: "Enter the whole URL, with http:// or https:// and a host.",
    Variant.UNKNOWN: "Read the message; a site shows its user no more than this.",
    Variant.CRASH: "Mend the server: this answer stops every site that gets it.",
    Variant.NEVER_ENDS: "Mend the server: a site that gets these answers never ends its sync.",
}

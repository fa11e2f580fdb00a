"""Why a site itself lets somebody not log in, whatever the portal answers (protocol 8.1)."""

from typing import Final

from portal.help.entry import Case, Entry
from syncjobs.simulation.people.logging_in import LoginError

ENTRIES: Final = (
    Entry(
        (LoginError.NO_SITE_ACCESS.value,),
        (
            Case(
                "The password is right, but no store that the person may enter is active at this"
                " site. A store that came to the site lately is not known there yet.",
                "Sync the site, then log in again.",
                "Give the user a store of this site, with the right to log in, on the user's page.",
            ),
        ),
        "The person has no access to this site.",
    ),
    Entry(
        (LoginError.CENTRAL_SYNC_REQUIRED.value,),
        (
            Case(
                "The site could not ask the portal, or the portal knows no password of the person,"
                " and the site remembers none: the person never logged in there.",
                "See that the site can sync, then log in again.",
                "Look under Logins at sites whether the site asked. If it did, set a password on"
                " the user's page.",
            ),
        ),
        "The site must reach its central server before the person can log in.",
    ),
)

"""Why the watching of a site's sync ended badly, each with advice; `where` is a part of a sentence.

What the site itself gives as its error is in `site_errors`.
"""

from typing import Final

from syncjobs.errors import JobFailedError

GOES_ON: Final = (
    "The sync may go on at the site and end well; the site's page shows when that was. Sync again"
    " if it did not."
)


def site_lost(where: str, cause: str) -> JobFailedError:
    """The site did not answer for too long after it was asked."""
    return JobFailedError("site_lost", f"The site stopped answering {where}. {cause}", GOES_ON)


def never_started() -> JobFailedError:
    """The site was idle for too long after it was asked."""
    return JobFailedError(
        "site_never_started",
        "The site took the request to sync but never began.",
        "Look whether Open mSupply at the site is well; restarting it often helps.",
    )


def end_unseen(where: str) -> JobFailedError:
    """The site is at another sync, and did not keep how this one ended."""
    return JobFailedError(
        "site_sync_unseen",
        f"The site began another sync; this one was last seen {where}, and its end was not seen.",
        "Sync again, if the site's page does not show that it went well since.",
    )


def stands_still(where: str, seconds: int) -> JobFailedError:
    """Nothing moved at the site for so long."""
    return JobFailedError(
        "site_sync_stands_still",
        f"The site's sync has not moved for {seconds} seconds; it stands {where}.",
        f"{GOES_ON} If it does not move there either, restart Open mSupply at the site.",
    )

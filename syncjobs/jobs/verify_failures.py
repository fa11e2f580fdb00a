"""Why a verification failed after there was an answer, each with advice.

What a server's answer says of the server itself is in `verify_verdicts`.
"""

from collections.abc import Sequence

from syncjobs.errors import JobFailedError


def central_not_configured() -> JobFailedError:
    """No site has the tick, or there is no central URL."""
    return JobFailedError(
        "central_not_configured",
        "The site is told that no Open mSupply central server is configured.",
        "Tick “Site is Open mSupply central server” on the page of the site that is it,"
        " and enter its URL.",
    )


def cannot_use_answer(told: str) -> JobFailedError:
    """The central server asked this portal; `told` is what it says of the answer."""
    return JobFailedError(
        "central_cannot_use_answer",
        f"It asked this portal about the site but could not use the answer: {told}",
        "Look at the versions of the Open mSupply central server and the portal.",
    )


def cannot_reach_portal(told: str) -> JobFailedError:
    """The central server wanted to ask this portal; `told` is why it could not."""
    return JobFailedError(
        "central_cannot_reach_portal",
        f"It could not ask this portal about the site. It says: {told}",
        "In the sync settings of the Open mSupply central server, enter this portal's URL.",
    )


def asks_another_server() -> JobFailedError:
    """The central server has another mSupply central server than this portal."""
    return JobFailedError(
        "central_asks_another_server",
        "It is an Open mSupply central server, but it did not ask this portal about the site.",
        "It belongs to another mSupply central server: correct the URL, or enter this"
        " portal's URL in its sync settings.",
    )


def is_another_site(told: str, ticked: str, *, is_saved: bool = True) -> JobFailedError:
    """The server calls itself `told`, while the tick is, or would be, on the site `ticked`."""
    is_on = "is on" if is_saved else "would be on"
    return JobFailedError(
        "central_is_another_site",
        f"The server is the one of {told}, but the tick {is_on} {ticked}.",
        "Move the tick, or correct the URL.",
    )


def v6_version_incompatible(told: str) -> JobFailedError:
    """The versions of V6 do not fit; `told` are the server's own words."""
    return JobFailedError(
        "v6_version_incompatible",
        f"The V6 sync versions do not fit: {told}.",
        "Upgrade the Open mSupply central server first, then the sites.",
    )


def versions_do_not_fit(sentence: str, upgrades: Sequence[str]) -> JobFailedError:
    """The versions of Open mSupply do not fit; `upgrades` is what must be upgraded, in order."""
    return JobFailedError(
        "versions_do_not_fit", sentence, "Upgrade " + ", then ".join(upgrades) + "."
    )

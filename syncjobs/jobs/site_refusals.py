"""Why a sync cannot be begun at a site that answers, in words for an administrator."""

from typing import Final

from sites.names import name_key
from syncjobs.clients.remote_replies import SignInRefusal, SiteIdentity, SiteState
from syncjobs.clients.v6_reply import readable
from syncjobs.errors import JobFailedError
from syncjobs.following.spans import in_words

Words = tuple[str, str, str]

NOT_READY: Final[dict[SiteState, Words]] = {
    SiteState.PRE_INITIALISATION: (
        "site_not_initialised",
        "Open mSupply runs there, but is not set up as a site yet.",
        "Enter the portal's URL, the site's name and its password at the site.",
    ),
    SiteState.INITIALISING: (
        "site_initialising",
        "The site is loading its data for the first time.",
        "Wait until it is done; that sync is the one that is going on.",
    ),
    SiteState.MIGRATING: (
        "site_migrating",
        "Open mSupply at the site was upgraded and is changing its database.",
        "Try again when it is done; it takes minutes, or hours for large data.",
    ),
}
# Whether the site had asked this portal about the account decides between the two.
ASKED: Final[dict[str, Words]] = {
    "InvalidCredentials": (
        "site_refuses_account",
        "The site asked this portal about its account and still refused it.",
        (
            "Compare the clocks of both, and sync again; if it stays, look at the log of Open"
            " mSupply at the site."
        ),
    ),
    "NoSiteAccess": (
        "site_knows_no_store",
        "None of the stores that the portal has on this site is active at the site.",
        "The site learns of its stores by a sync: start one at the site itself.",
    ),
    "CentralSyncRequired": (
        "site_cannot_use_answer",
        "The site asked this portal about its account, but could not use the answer.",
        (
            "Look at what stands between the site and the portal, and at the log of Open mSupply at"
            " the site."
        ),
    ),
}
DID_NOT_ASK: Final[dict[str, Words]] = {
    "InvalidCredentials": (
        "site_asks_another_server",
        "The site did not ask this portal about its account, but another server.",
        "Enter this portal's URL in the site's sync settings.",
    ),
    "NoSiteAccess": (
        "site_asks_another_server",
        "The site did not ask this portal about its account, but another server.",
        "Enter this portal's URL in the site's sync settings.",
    ),
    "CentralSyncRequired": (
        "site_cannot_reach_portal",
        "The site could not reach this portal to ask about its account.",
        (
            "Check the URL in the site's sync settings, and that a firewall lets the site through"
            " to the portal."
        ),
    ),
}


def refuse_other_site(identity: SiteIdentity, name: str) -> None:
    """Raises JobFailedError unless the site that answers is ready and is the one called `name`."""
    if identity.state in NOT_READY:
        raise JobFailedError(*NOT_READY[identity.state])
    if name_key(identity.site_name) != name_key(name):
        raise another_site_answers(identity.site_name)


def another_site_answers(site_name: str) -> JobFailedError:
    """The site at the URL is called otherwise; the name is as it says itself, and may be empty."""
    return JobFailedError(
        "another_site_answers",
        f"At the URL of this site another one answers: {readable(site_name) or 'no name'}.",
        "Correct the URL on this site's page.",
    )


def sign_in_failure(refusal: SignInRefusal, *, asked_portal: bool) -> JobFailedError:
    """What it means that the site did not let the portal in."""
    if refusal.variant == "AccountBlocked":
        left = f" It says so for {in_words(refusal.remaining)}." if refusal.remaining else ""
        return JobFailedError(
            "site_blocks_account",
            f"The site blocks the portal's account for now.{left}",
            "Its own central server told it so: if that is not this portal, enter this portal's"
            " URL in the site's sync settings.",
        )
    words = (ASKED if asked_portal else DID_NOT_ASK).get(refusal.variant)
    if words is None:
        return JobFailedError(
            "site_refuses_account",
            f"The site refused the portal's account: {readable(refusal.variant)}.",
            "Its version of Open mSupply may be too new for this portal.",
        )
    return JobFailedError(*words)

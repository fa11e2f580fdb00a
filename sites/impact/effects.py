"""What it means for a site to be told something else than before."""

from enum import Enum, IntEnum
from urllib.parse import urlsplit

from sites.errors import SiteNameNotFoundError
from sites.impact.told import Told


class Gravity(IntEnum):
    """How much a change matters to the sites.

    Nobody is told anything else; somebody is; or sites could be cut off, or their credentials go
    elsewhere, so that a reason is required.
    """

    NONE = 0
    NOTICED = 1
    GRAVE = 2


class Effect(Enum):
    """What happens to a site, in the words that follow its name."""

    REFUSED = "would be refused"
    RENAMED = "would be refused until its new name is entered there"
    WITHOUT_CENTRAL = "would be told of no central server"
    OTHER_URL = "would get a different URL"
    FIRST_URL = "would be told where the central server is"
    NO_LONGER_CENTRAL = "would be the central server no longer"
    BECOMES_CENTRAL = "would become the central server"
    FOUND_ELSEWHERE = "would be found under a different URL"
    LET_IN = "would be let in"
    REFUSED_OTHERWISE = "would be refused for another reason"


def effect_of(before: Told, after: Told) -> Effect:
    """What a site meets that is told `after` instead of `before`, which must differ."""
    if before.refusal or after.refusal:
        return _effect_on_refused(before, after)
    if before.is_central != after.is_central:
        return Effect.BECOMES_CENTRAL if after.is_central else Effect.NO_LONGER_CENTRAL
    if after.is_central:
        return Effect.FOUND_ELSEWHERE
    if not after.central_url:
        return Effect.WITHOUT_CENTRAL
    return Effect.OTHER_URL if before.central_url else Effect.FIRST_URL


def gravity_of(before: Told, after: Told) -> Gravity:
    """How much it matters to a site to be told `after` instead of `before`, which must differ."""
    if after.refusal:
        is_cut_off = effect_of(before, after) in {Effect.REFUSED, Effect.RENAMED}
        return Gravity.GRAVE if is_cut_off else Gravity.NOTICED
    loses_central = bool(before.central_url) and not after.central_url
    is_grave = loses_central or sends_elsewhere(before, after)
    return Gravity.GRAVE if is_grave else Gravity.NOTICED


def sends_elsewhere(before: Told, after: Told) -> bool:
    """Whether credentials that went to one host go to another one, or can be read on their way.

    A site that is only let in again sends them where all others do.
    """
    if before.refusal or not after.credentials_url:
        return False
    old, new = urlsplit(before.credentials_url), urlsplit(after.credentials_url)
    return old.hostname != new.hostname or (old.scheme, new.scheme) == ("https", "http")


def _effect_on_refused(before: Told, after: Told) -> Effect:
    if not after.refusal:
        return Effect.LET_IN
    if after.refusal == SiteNameNotFoundError.code:
        return Effect.RENAMED
    return Effect.REFUSED_OTHERWISE if before.refusal else Effect.REFUSED

"""What a site is told when it asks where the central server is."""

from dataclasses import dataclass

from sites.errors import (
    PortalError,
    SiteDisabledError,
    SiteHasNoStoreError,
    SiteNameNotFoundError,
)


@dataclass(frozen=True, slots=True)
class CentralServer:
    """Which site has the tick (None: no site, or a new one), and where the other sites find it."""

    site_id: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class SiteState:
    """What decides what a site is told.

    `is_known` says whether the name under which it signs in is registered; `disabled_reason` is
    None while it is enabled; `active_stores` is how many of its stores are not disabled.
    """

    id: int
    name: str
    is_known: bool
    disabled_reason: str | None
    active_stores: int


@dataclass(frozen=True, slots=True)
class Told:
    """The members of the discovery answer that say where to sync, or the refusal in its place.

    `refusal` is the code and `sentence` the text with which the site is refused; both are empty
    for a site that is let in.
    """

    central_url: str = ""
    is_central: bool = False
    refusal: str = ""
    sentence: str = ""

    @property
    def credentials_url(self) -> str:
        """Where a site that is told this posts its name and password hash; empty: nowhere."""
        return "" if self.is_central else self.central_url


def told(state: SiteState, central: CentralServer) -> Told:
    """What a site in this state is told, in the order of the checks of `sites.authentication`."""
    refusal: PortalError | None = None
    if not state.is_known:
        refusal = SiteNameNotFoundError()
    elif state.disabled_reason is not None:
        refusal = SiteDisabledError(state.disabled_reason)
    elif not state.active_stores:
        refusal = SiteHasNoStoreError()
    if refusal is not None:
        return Told(refusal=refusal.code, sentence=str(refusal))
    return Told(central.url, is_central=state.id == central.site_id)

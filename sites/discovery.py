"""The discovery answer: who a site is and where its central server is (protocol 3.1)."""

import json
from dataclasses import dataclass

from sites.identity import PORTAL_SITE_ID
from sites.site_facts import SiteFacts

# `json.dumps` would make one for every answer.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class DiscoveryAnswer:
    """The eight fields of the answer, under their names on the wire.

    `omSupplyCentralServerUrl` is always text: empty while no central server is configured, so that
    the remote site says "V6 central server not configured" itself.
    """

    id: str
    siteId: int  # noqa: N815 - the wire's own spelling, here and below
    code: str
    name: str
    initialisationStatus: str  # noqa: N815
    isOmSupplyCentralServer: bool  # noqa: N815
    omSupplyCentralServerUrl: str  # noqa: N815
    mSupplyCentralSiteId: int  # noqa: N815

    def as_json(self) -> bytes:
        """The answer as it is sent, in UTF-8."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return _JSON.encode(fields).encode()


def discover(facts: SiteFacts) -> DiscoveryAnswer:
    """What this site is told at this moment."""
    return DiscoveryAnswer(
        id=facts.legacy_id or str(facts.uuid),
        siteId=facts.id,
        code=facts.code,
        name=facts.name,
        initialisationStatus=facts.initialisation_status,
        isOmSupplyCentralServer=facts.is_open_msupply_central,
        omSupplyCentralServerUrl=facts.central_url or "",
        mSupplyCentralSiteId=PORTAL_SITE_ID,
    )

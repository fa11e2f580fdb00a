"""Two machines with the password of one site."""

from sites.models import PendingClaim, Site
from tests.sites.calls import Caller, ask, error_of

OLD = Caller(hardware_id="old")
NEW = Caller(hardware_id="new", app_name="Open mSupply Android", app_version="2.21.0")
REFUSED = {
    "code": "site_incorrect_hardware_id",
    "message": "This site is bound to another machine. If the machine was replaced, ask an"
    " administrator of the portal to accept this one on the page of the site.",
    "data": None,
}


def claimed(site: Site, caller: Caller = NEW) -> PendingClaim:
    """The claim that the machine makes by calling."""
    assert error_of(ask(caller), 401) == REFUSED
    return PendingClaim.objects.get(site=site, hardware_id=caller.hardware_id)

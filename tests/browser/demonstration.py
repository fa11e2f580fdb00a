"""The demonstration's sites, as they stand after their first calls."""

import requests

from sites.central_server import move_central_server, present_central_server
from sites.models import Site
from syncjobs.demonstration import DEMO_SITES, load_demonstration
from tests.sites.calls import DISCOVERY, Caller
from tests.support.servers import PortalServer

HOSPITAL = "Demo district hospital"
CLINIC = "Demo health centre"
# The clinic has never called.
VERSIONS = {
    "Demo central server": ("Open mSupply Desktop", "2.20.0"),
    HOSPITAL: ("Open mSupply Desktop", "2.20.0"),
    CLINIC: ("Open mSupply Android", "2.18.01"),
}


def demonstration(server: PortalServer, central_url: str = "") -> Site:
    """Loads it, lets three sites call, and returns the hospital."""
    load_demonstration()
    for number, demo in enumerate(DEMO_SITES):
        if demo.name in VERSIONS:
            app_name, app_version = VERSIONS[demo.name]
            machine = f"4f7a9c20-{number}b3e-49c5-8d11-0a5e6f7b8c9{number}"
            call(server, Caller(demo.name, demo.password, machine, app_name, app_version))
    present = present_central_server()
    if central_url and present:
        reason = "Set up for the trial"
        move_central_server(present.pk, central_url, from_site_id=present.pk, reason=reason)
    return Site.objects.get(name=HOSPITAL)


def call(server: PortalServer, caller: Caller) -> requests.Response:
    """The discovery call of a site, over real HTTP."""
    return requests.get(server.url + DISCOVERY, headers=caller.headers(), timeout=10)


def path_of(site: Site, act: str = "change") -> str:
    """The page of the site, or of one of its acts."""
    return f"/admin/sites/site/{site.pk}/{act}/"

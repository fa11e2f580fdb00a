"""Sites as an administrator registers them."""

from typing import Any

from sites.central_server import tick_central_server
from sites.models import Site, Store
from sites.registration import SiteDetails, register_site
from tests.sites.calls import PASSWORD

CENTRAL_URL = "https://central.example.org"


def registered(name: str = "District 12", **columns: Any) -> Site:
    """A site with a password and one store; `columns` are written past the rules."""
    site = register_site(SiteDetails(name, code="d12"), PASSWORD, [f"store of {name}"[:40]])
    if columns:
        Site.objects.filter(pk=site.pk).update(**columns)
        site.refresh_from_db()
    return site


def registered_central(name: str = "Ministry", url: str = CENTRAL_URL) -> Site:
    """The Open mSupply central server."""
    site = registered(name)
    tick_central_server(site, url)
    return site


def bare(name: str, **columns: Any) -> Site:
    """A row that only the database looks at: no password, no store."""
    return Site.objects.create(name=name, **columns)


def store_of(site: Site) -> Store:
    """The one store of the site."""
    return site.stores.get()


def history_of(row: Site | Store | type[Site]) -> Any:
    """The manager of the history of a row, or of all rows."""
    manager: Any = row.history
    return manager


def reasons_of(site: Site) -> list[str]:
    """The reasons in the history of the site, the newest first."""
    return [row.history_change_reason for row in history_of(site).all()]

"""Changes of the register together with the records that they imply, in one transaction.

Whoever changes sites and stores calls these, not `sites.registration` alone: otherwise the sites
would not hear of it.
"""

from collections.abc import Sequence

from django.db import transaction

from sites.models import Site, Store
from sites.registration import SiteDetails
from sites.registration import register_site as register_site_alone
from syncjobs.records.store_records import write_store_records


@transaction.atomic
def register_site(
    details: SiteDetails, password: str, store_codes: Sequence[str] = (), reason: str = ""
) -> Site:
    """As `sites.registration.register_site`; the records of its stores are written as well."""
    site = register_site_alone(details, password, store_codes, reason)
    write_store_records(site.stores.all())
    return site


@transaction.atomic
def save_store(store: Store) -> None:
    """Saves a store that is new, or changed in anything but its site, with its records.

    An existing store goes to another site with `syncjobs.exchange.moving.request_move`.
    """
    store.save()
    write_store_records([store])

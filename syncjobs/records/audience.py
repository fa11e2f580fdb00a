"""Which sites must receive a change of a record (protocol 10.3).

Only sites that have asked for their data count: for the others nothing is queued, because they get
everything when they are initialised.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from sites.choices import InitialisationStatus
from sites.models import Site, Store
from syncjobs.models import Record
from syncjobs.records.change import Key
from syncjobs.records.routing import Routing

OPEN_STATUSES: Final = (InitialisationStatus.STARTED, InitialisationStatus.COMPLETED)

Audiences = dict[Key, set[int]]
# A person, and the sites that see it.
Sights = dict[str, set[int]]


def audiences(places: Mapping[Key, Routing]) -> Audiences:
    """The ids of the sites that each of these records belongs to, by what the database says now.

    Central data and records for all sites are not asked for here. Four queries at most.
    """
    stores = _StoreMap.of(places.values())
    sights = _sights({place.person_id for place in places.values() if place.person_id})
    found: Audiences = {}
    for key, place in places.items():
        sites = stores.sites_of(key[0], place)
        if place.person_id:
            sites |= sights.get(place.person_id, set())
        found[key] = sites
    _add_central_server(found, places)
    return found


@dataclass(frozen=True, slots=True)
class _StoreMap:
    """The site of each store that some records name, by the store's id and its name's id."""

    by_id: Mapping[str, int]
    by_name_id: Mapping[str, int]

    @classmethod
    def of(cls, places: Iterable[Routing]) -> "_StoreMap":
        ids: set[str | None] = set()
        name_ids: set[str | None] = set()
        for place in places:
            ids |= {place.owner_store_id, place.partner_store_id}
            name_ids.add(place.partner_name_id)
        rows = Store.objects.none()
        if ids - {None} or name_ids - {None}:
            rows = Store.objects.filter(
                Q(pk__in=ids - {None}) | Q(name_id__in=name_ids - {None}),
                site__initialisation_status__in=OPEN_STATUSES,
            )
        found = list(rows.order_by().values_list("pk", "name_id", "site_id"))
        return cls(
            {store_id: site_id for store_id, _, site_id in found if site_id},
            {name_id: site_id for _, name_id, site_id in found if site_id},
        )

    def sites_of(self, table_name: str, place: Routing) -> set[int]:
        sites = {
            self.by_id.get(place.partner_store_id or ""),
            self.by_name_id.get(place.partner_name_id or ""),
        }
        # The sender of a message keeps it and is not told what becomes of it.
        if table_name != "message":
            sites.add(self.by_id.get(place.owner_store_id or ""))
        return {site for site in sites if site is not None}


def _sights(people: set[str]) -> Sights:
    sights: Sights = {}
    if people:
        joins = Record.objects.filter(
            joined_id__in=people,
            is_active=True,
            is_deleted=False,
            owner_store__site__initialisation_status__in=OPEN_STATUSES,
        ).order_by()
        for person, site_id in joins.values_list("joined_id", "owner_store__site_id"):
            sights.setdefault(person or "", set()).add(site_id)
    return sights


def _add_central_server(found: Audiences, places: Mapping[Key, Routing]) -> None:
    """Every patient and every join of one goes to the Open mSupply central server (rule 12)."""
    names = {key for key, place in places.items() if key[0] == "name" and place.person_id}
    joins = {
        key: place.joined_id
        for key, place in places.items()
        if key[0] == "name_store_join" and place.joined_id
    }
    if not names and not joins:
        return
    central = Site.objects.central().filter(initialisation_status__in=OPEN_STATUSES)
    site_id = central.order_by().values_list("pk", flat=True).first()
    if site_id is None:
        return
    patients = set(
        Record.objects.filter(
            table_name="name", record_id__in=set(joins.values()), person_id__isnull=False
        ).values_list("record_id", flat=True)
    )
    for key in names | {key for key, person in joins.items() if person in patients}:
        found[key].add(site_id)

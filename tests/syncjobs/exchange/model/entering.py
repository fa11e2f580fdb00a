"""Making records of wishes: who wants the change, and for which store, is known by now."""

from typing import Final

from tests.syncjobs.exchange.model.centre import Pushed
from tests.syncjobs.exchange.model.register import STORE_IDS
from tests.syncjobs.exchange.model.rules import PARENTS, Data, Key
from tests.syncjobs.exchange.model.wishes import SHARED_TABLES, Wish
from tests.syncjobs.exchange.model.world import World

PATIENTS: Final = ("p0", "p1")
CLINICIANS: Final = ("k0", "k1")
# How the members that say where a record belongs follow from a wish.
PLACES: Final[dict[str, dict[str, str]]] = {
    "requisition": {"store_ID": "{store}", "name_ID": "name-{partner}"},
    "transact": {"store_ID": "{store}", "name_ID": "name-{partner}"},
    "requisition_line": {"requisition_ID": "requisition-{site}-{about}"},
    "trans_line": {"transaction_ID": "transact-{site}-{about}"},
    "Location": {"store_ID": "{store}"},
    "indicator_value": {"store_ID": "{store}", "facility_ID": "{partner}"},
    "message": {"fromStoreID": "{store}", "toStoreID": "{partner}"},
    "name": {"type": "patient"},
    "name_store_join": {"store_ID": "{store}", "name_ID": "{patient}"},
    "clinician_store_join": {"store_ID": "{store}", "prescriber_ID": "{clinician}"},
    "om_document": {"owner_name_ID": "{patient}"},
    "nameInsuranceJoin": {"nameID": "{patient}"},
    "pref": {"store_ID": "{store}"},
}
IDS: Final = {
    "name": "{patient}",
    "clinician": "{clinician}",
    "name_store_join": "nsj-{store}-{patient}",
    "clinician_store_join": "csj-{store}-{clinician}",
}


def entered(world: World, site: int, wish: Wish) -> Pushed:
    """The change as somebody at this site makes it, which the site will push."""
    sites = world.register.site_ids
    key, data = _resolved(world, (site + 1) % len(sites) if wish.is_odd else site, wish)
    if data is not None:
        # A constant that says nothing takes the place of what a site does not know.
        constants: dict[str, Data] = {
            "name": {"custom_data": None},
            "name_store_join": {"inactive": False},
        }
        data = world.clients[sites[site]].held.get(key, {}) | data | constants.get(key[0], {})
    entry = Pushed(sites[site], key, data)
    world.enter(entry)
    return entry


def edited(world: World, wish: Wish) -> tuple[Key, Data | None]:
    """The change as an administrator makes it."""
    site = (wish.number + 2 * wish.own) % len(world.register.site_ids)
    key, data = _resolved(world, site, wish)
    if data is not None and key[0] == "name":
        data["custom_data"] = {"n": data["v"]}
    if data is not None and key[0] == "name_store_join":
        data["inactive"] = wish.is_odd
    return key, data


def has_its_header(world: World, key: Key, data: Data | None) -> bool:
    """Whether the header is there, if this is a line."""
    if data is None or key[0] not in PARENTS:
        return True
    parent, member = PARENTS[key[0]]
    return (parent, data[member]) in world.records.living


def _resolved(world: World, site: int, wish: Wish) -> tuple[Key, Data | None]:
    stores = world.register.stores_of(world.register.site_ids[site]) or STORE_IDS
    words = {
        "site": site,
        "store": stores[wish.own % len(stores)],
        "partner": wish.partner,
        "about": wish.about,
        "patient": PATIENTS[wish.about],
        "clinician": CLINICIANS[wish.about],
        "table": wish.table,
        "number": wish.number,
    }
    numbered = "{table}-{number}" if wish.table in SHARED_TABLES else "{table}-{site}-{number}"
    key = wish.table, IDS.get(wish.table, numbered).format(**words)
    if wish.is_delete:
        return key, None
    members = PLACES.get(wish.table, {}).items()
    place = {member: form.format(**words) for member, form in members}
    return key, place | {"ID": key[1], "v": next(world.versions)}

"""The sites and stores that the model and the portal know in the tests, made once."""

from dataclasses import dataclass, field

from sites.choices import InitialisationStatus
from sites.models import Site, Store
from syncjobs.records.store_records import write_store_records

# The first is the Open mSupply central server; the second has two stores; one store is nowhere.
STORES_OF_SITES = {
    "Ministry": ("M",),
    "One": ("A", "B"),
    "Two": ("C",),
    "Three": ("D",),
    "Four": ("E",),
}
STORE_OF_NOBODY = "F"
STORE_IDS = ("M", "A", "B", "C", "D", "E", STORE_OF_NOBODY)


@dataclass(slots=True)
class Register:
    """Which store is active where, as the model believes it."""

    site_of_store: dict[str, int | None] = field(default_factory=dict)
    site_ids: tuple[int, ...] = ()
    central_id: int = 0

    def site_of_name(self, name_id: object) -> int | None:
        """The site of the store with this name."""
        return self.site_of_store.get(str(name_id).removeprefix("name-"))

    def stores_of(self, site_id: int) -> list[str]:
        """The stores that are active on the site."""
        return [store for store, site in self.site_of_store.items() if site == site_id]


def make_register() -> Register:
    """Writes the sites and stores past the slow parts of registration: nobody signs in here."""
    register = Register()
    for name, codes in STORES_OF_SITES.items():
        site = Site.objects.create(
            name=name,
            is_open_msupply_central=not register.site_ids,
            url="https://central.example.org" if not register.site_ids else "",
            initialisation_status=InitialisationStatus.NEW,
        )
        register.site_ids += (site.pk,)
        for code in codes:
            _make_store(code, site)
            register.site_of_store[code] = site.pk
    _make_store(STORE_OF_NOBODY, None)
    register.site_of_store[STORE_OF_NOBODY] = None
    register.central_id = register.site_ids[0]
    return register


def _make_store(code: str, site: Site | None) -> None:
    store = Store.objects.create(
        id=code, code=code, name=f"Store {code}", name_id=f"name-{code}", site=site
    )
    write_store_records([store])

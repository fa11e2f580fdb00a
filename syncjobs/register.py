"""Changes of the register together with what they imply, in one transaction.

Whoever changes sites and stores calls these, not `sites.registration` alone: otherwise the sites
would not hear of it, and schedules would keep to the clocks of a former time zone. The lock of the
records comes before that of any site or store: whoever writes records of them takes the two in this
order, and would otherwise wait for one who waits for it.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.db import transaction

from sites.counted import counted
from sites.errors import RegisterError
from sites.impact.proposal import Proposal
from sites.impact.reason import require_reason
from sites.models import Site, Store
from sites.registration import NewSite, SiteDetails
from sites.registration import change_site as change_site_alone
from sites.registration import register_site as register_site_alone
from sites.registration import register_sites as register_sites_alone
from sites.site_users.parts import parts
from syncjobs.exchange.moving import request_move
from syncjobs.models import PushedBatch, StoreMove
from syncjobs.records.store_records import write_store_records
from syncjobs.records.writing import lock_records
from syncjobs.schedules.clocks import held_schedules, move_to_zone

# What an existing store says of itself; its site is another matter.
OWN_COLUMNS = ("code", "name", "mode", "disabled")


@transaction.atomic
def register_site(
    details: SiteDetails, password: str, store_codes: Sequence[str] = (), reason: str = ""
) -> Site:
    """As `sites.registration.register_site`; the records of its stores are written as well."""
    lock_records()
    site = register_site_alone(details, password, store_codes, reason)
    write_store_records(site.stores.all())
    return site


@transaction.atomic
def register_sites(new_sites: Sequence[NewSite]) -> list[Site]:
    """As `sites.registration.register_sites`; the records of their stores are written as well."""
    lock_records()
    sites = register_sites_alone(new_sites)
    for some in parts(sites):
        write_store_records(Store.objects.filter(site__in=some).order_by("created_at", "pk"))
    return sites


@transaction.atomic
def change_site(site_id: int, details: SiteDetails, reason: str = "") -> Site:
    """As `sites.registration.change_site`; its schedules go by the clocks of a new time zone."""
    schedules = held_schedules(site_id)
    former_zone = Site.objects.values_list("time_zone", flat=True).get(pk=site_id)
    site = change_site_alone(site_id, details, reason)
    move_to_zone(schedules, former_zone, site)
    return site


def save_store(store: Store, reason: str = "") -> None:
    """As `save_stores`, of one store."""
    save_stores([store], reason)


@transaction.atomic
def save_stores(stores: Iterable[Store], reason: str = "") -> None:
    """Saves stores that are new, or changed in anything but their site, with their records.

    A new store is active on its site at once. An existing one stays where it is, whatever its
    `site` says here; `place_store` puts it on another site or on none. Raises ReasonRequiredError
    without a reason where a site is left without an active store.
    """
    lock_records()
    saved = list(stores)
    existing = Store.objects.select_for_update().filter(pk__in=[store.pk for store in saved])
    site_of_store = dict(existing.order_by("pk").values_list("pk", "site_id"))
    for store in saved:
        store.site_id = site_of_store.get(store.pk, store.site_id)
    require_reason(Proposal().with_stores(saved), reason)
    for store in saved:
        if reason:
            store._change_reason = reason
        if store.pk in site_of_store:
            store.save(update_fields=OWN_COLUMNS)
        else:
            store.save()
    write_store_records(saved)


@transaction.atomic
def place_store(
    store: Store, site: Site | None, person: User | None = None, reason: str = ""
) -> StoreMove | None:
    """Has an existing store put on another site, or takes it off its site.

    Another site gets it by a move, which is returned and made by a job; taking it off happens at
    once. Raises RegisterError as `refuse_placing` does, and ReasonRequiredError without a reason
    where a site is left without an active store.
    """
    # Before looking: otherwise a push could be integrated between the look and the change.
    lock_records()
    present = Store.objects.select_for_update().get(pk=store.pk)
    refuse_placing(present, site)
    former_site, present.site = present.site, site
    require_reason(Proposal().with_stores([present]), reason)
    if site is not None:
        present.site = former_site
        return request_move(present, site, person, reason=reason)
    present._change_reason = reason or "Taken off its site"
    present.save(update_fields=["site"])
    write_store_records([present])
    return None


def refuse_placing(store: Store, site: Site | None) -> None:
    """Raises RegisterError when the store cannot be put on this site now, or taken off its site.

    It cannot while a move of it is open. It cannot be taken off a site that has pushed what is not
    integrated: what that says of the store would be refused.
    """
    if open_move_of(store) is not None:
        raise RegisterError(
            f"Store {store.code} is being moved already.",
            "Force or cancel that move, or wait for its end.",
        )
    if site is None and store.site is None:
        raise RegisterError(f"Store {store.code} is on no site already.", "Nothing to do.")
    if site is not None or store.site is None:
        return
    batches = PushedBatch.objects.filter(site=store.site).count()
    if batches:
        waiting = counted(batches, "pushed batch that is", "pushed batches that are")
        raise RegisterError(
            f"{store.site.name} still has {waiting} not integrated, and what it pushed of the store"
            f" {store.code} would be refused.",
            "Try again when that is done, or move the store to another site: a move waits for it.",
        )


def open_move_of(store: Store) -> StoreMove | None:
    """The move of the store that is neither finished nor cancelled."""
    moves = StoreMove.objects.filter(finished_at__isnull=True, cancelled_at__isnull=True)
    return moves.select_related("from_site", "to_site").filter(store=store).first()

"""Changes of the register, with the records that other sites get of them."""

from typing import Any

import pytest

from sites.errors import RegisterError
from sites.models import Site, Store
from sites.registration import SiteDetails
from syncjobs.models import CentralLog, PushedBatch, Record, StoreMove, SyncJob
from syncjobs.register import place_store, register_site, save_store, save_stores
from tests.sites.calls import PASSWORD
from tests.sites.registered import bare, history_of
from tests.syncjobs.exchange.wire import stored

pytestmark = pytest.mark.django_db


def a_site(name: str = "District 12", store: str = "D12") -> Site:
    """A site with one store, which every site hears of."""
    return register_site(SiteDetails(name), PASSWORD, [store])


def batch_of(site: Site) -> PushedBatch:
    """Something that the site has pushed and that is not integrated."""
    return PushedBatch.objects.create(site=site, record_count=1, body='{"data": []}')


def told(store: Store) -> dict[str, Any]:
    """What the sites are told of the store and its name."""
    record, name = stored("store", store.pk), stored("name", store.name_id)
    assert record is not None
    assert name is not None
    return {
        "code": record["code"],
        "name": name["name"],
        "mode": record["store_mode"],
        "site": record["sync_id_remote_site"],
        "disabled": record["disabled"],
    }


def cursor() -> int:
    """The end of the central log."""
    return CentralLog.objects.get().last_cursor


def test_it_tells_of_the_stores_of_a_new_site() -> None:
    site = a_site()
    assert told(site.stores.get()) == {
        "code": "D12",
        "name": "D12",
        "mode": "store",
        "site": site.pk,
        "disabled": False,
    }


def test_it_tells_of_no_store_of_a_site_that_is_refused() -> None:
    a_site()
    before = Record.objects.count()
    with pytest.raises(RegisterError, match="a store belongs to one site"):
        register_site(SiteDetails("Other"), PASSWORD, ["NEW", "D12"])
    assert Record.objects.count() == before


def test_it_puts_a_new_store_on_a_site_at_once() -> None:
    site = a_site()
    store = Store(code="WARD", name="Ward", site=site)
    save_store(store)
    assert Store.objects.get(code="WARD").site == site
    assert told(store)["site"] == site.pk
    assert not StoreMove.objects.exists()


def test_it_tells_what_changed_of_a_store() -> None:
    store = a_site().stores.get()
    store.code, store.name, store.mode, store.disabled = "NEW", "New name", "dispensary", True
    save_store(store, "Closed")
    assert told(store) == {
        "code": "NEW",
        "name": "New name",
        "mode": "dispensary",
        "site": store.site_id,
        "disabled": True,
    }


def test_it_tells_nothing_twice() -> None:
    store = a_site().stores.get()
    before = cursor()
    save_store(store)
    assert cursor() == before


def test_it_tells_of_many_stores_together() -> None:
    site = a_site()
    stores = [Store(code=f"W{number}", name="Ward", site=site) for number in range(3)]
    save_stores([*stores, site.stores.get()])
    assert [told(store)["code"] for store in stores] == ["W0", "W1", "W2"]


def test_it_leaves_a_store_where_it_is_when_it_is_saved() -> None:
    store, other = a_site().stores.get(), bare("Other")
    home = store.site
    store.site, store.name = other, "Renamed"
    save_store(store)
    store.refresh_from_db()
    assert (store.site, store.name) == (home, "Renamed")
    assert told(store)["site"] == history_of(store).first().site_id == home.pk  # type: ignore[union-attr]


def test_it_asks_for_a_move_to_another_site() -> None:
    store, other = a_site().stores.get(), bare("Other")
    move = place_store(store, other, reason="Handed over")
    assert move == StoreMove.objects.get()
    assert SyncJob.objects.get().site == other
    assert Store.objects.get().site == store.site


def test_it_takes_a_store_off_its_site_at_once() -> None:
    store = a_site().stores.get()
    assert place_store(store, None, reason="Handed over") is None
    assert Store.objects.get().site is None
    assert told(store)["site"] == 0
    assert history_of(store).first().history_change_reason == "Handed over"


@pytest.mark.parametrize(("count", "words"), [(1, "1 pushed batch that"), (2, "2 pushed batches")])
def test_it_keeps_a_store_whose_site_has_pushed_what_is_not_integrated(
    count: int, words: str
) -> None:
    store = a_site().stores.get()
    assert store.site is not None
    for _ in range(count):
        batch_of(store.site)
    with pytest.raises(RegisterError, match=f"District 12 still has {words}"):
        place_store(store, None)
    assert Store.objects.get().site == store.site


def test_it_does_not_wait_for_what_other_sites_have_pushed() -> None:
    store = a_site().stores.get()
    batch_of(bare("Other"))
    place_store(store, None, reason="Handed over")
    assert Store.objects.get().site is None


def test_it_touches_no_store_that_is_being_moved() -> None:
    store = a_site().stores.get()
    assert store.site is not None
    batch_of(store.site)
    place_store(store, bare("Other"), reason="Handed over")
    for site in (None, bare("Third")):
        with pytest.raises(RegisterError, match="Store D12 is being moved already"):
            place_store(store, site)
    assert StoreMove.objects.count() == 1

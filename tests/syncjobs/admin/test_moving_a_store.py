"""The site of a store, as it is changed on the store's page."""

from typing import Any

import pytest
from django.test import Client

from sites.choices import Door
from sites.doors import through
from sites.models import Site, Store
from syncjobs.jobs import runner
from syncjobs.models import PushedBatch, StoreMove, SyncJob
from syncjobs.register import save_store
from tests.portal.forms import fields_of, fill_in_and_confirm, messages_of, send, text_of
from tests.syncjobs.exchange.wire import a_remote, stored

pytestmark = pytest.mark.any_database

STORES = "/admin/sites/store/"


def page_of(store: Store) -> str:
    return f"{STORES}{store.pk}/change/"


def put(client: Client, store: Store, site: Site | None, **typed: str) -> Any:
    """Chooses the site on the page of the store, and confirms where a site loses its last one."""
    chosen = str(site.pk if site else "")
    return fill_in_and_confirm(client, page_of(store), "store_form", site=chosen, **typed)


def site_of(store: Store) -> Site | None:
    """Where the store is active by now."""
    return Store.objects.get(pk=store.pk).site


def batch_of(site: Site) -> PushedBatch:
    return PushedBatch.objects.create(site=site, record_count=1, body='{"data": []}')


def test_it_moves_a_store_by_a_job(administrator: Client) -> None:
    old, new = a_remote("Old"), a_remote("New")
    response = put(administrator, old.store, new.site)
    job = SyncJob.objects.get(kind="move_store")
    assert site_of(old.store) == old.site
    assert (
        f'<a href="/admin/syncjobs/syncjob/{job.pk}/change/">See the job</a>'
        in (messages_of(response)[0])
    )
    assert "makes the store active on New" in messages_of(response)[0]
    assert (job.site, str(job.requested_by)) == (new.site, "Alice")
    runner.run_job(job.pk)
    assert site_of(old.store) == new.site
    data = stored("store", old.store.pk)
    assert data is not None
    assert data["sync_id_remote_site"] == new.site.pk


def test_a_worker_moves_it_in_the_name_of_who_asked(administrator: Client) -> None:
    old, new = a_remote("Old"), a_remote("New")
    put(administrator, old.store, new.site)
    with through(Door.PORTAL):
        runner.run_job(SyncJob.objects.get(kind="move_store").pk)
    history: Any = Store.history
    newest = history.filter(id=old.store.pk).first()
    assert (newest.site_id, str(newest.history_user)) == (new.site.pk, "Alice")
    assert (newest.door, newest.history_change_reason) == (Door.ADMIN, "Moved: As agreed")


def test_it_says_what_a_move_waits_for(administrator: Client) -> None:
    old, new = a_remote("Old"), a_remote("New")
    batch_of(old.site)
    [message, *_] = messages_of(put(administrator, old.store, new.site))
    move = StoreMove.objects.get()
    assert "Old still has 1 pushed batch that is not integrated." in message
    asked = text_of(administrator.get(f"/admin/syncjobs/storemove/{move.pk}/change/"))
    assert "by Alice: As agreed" in asked
    assert f'<a href="/admin/syncjobs/storemove/{move.pk}/change/">See the move</a>' in message
    assert not SyncJob.objects.filter(kind="move_store").exists()


def test_it_saves_what_else_was_typed(administrator: Client) -> None:
    old, new = a_remote("Old"), a_remote("New")
    put(administrator, old.store, new.site, name="Renamed")
    store = Store.objects.get(pk=old.store.pk)
    assert (store.name, store.site) == ("Renamed", old.site)


def test_it_overwrites_nobodys_change_of_the_store(administrator: Client) -> None:
    store = a_remote("Old").store
    stale = fields_of(administrator.get(page_of(store)), "store_form")
    present = Store.objects.get(pk=store.pk)
    present.name = "Renamed meanwhile"
    save_store(present)
    page = send(administrator, page_of(store), stale, code="NEW")
    assert "This store was changed by a command at" in text_of(page)
    store.refresh_from_db()
    assert (store.name, store.code) == ("Renamed meanwhile", "SOld")


def test_it_keeps_the_move_in_the_history_alone(administrator: Client) -> None:
    old, new = a_remote("Old"), a_remote("New")
    history: Any = old.store.history
    before = history.count()
    put(administrator, old.store, new.site)
    assert history.count() == before
    runner.run_job(SyncJob.objects.get(kind="move_store").pk)
    assert history.first().history_change_reason == "Moved: As agreed"


def test_it_moves_a_store_that_is_on_no_site(administrator: Client) -> None:
    store, new = Store.objects.create(code="FREE", name="Free"), a_remote("New")
    put(administrator, store, new.site)
    runner.run_job(SyncJob.objects.get(kind="move_store").pk)
    assert site_of(store) == new.site


def test_it_takes_a_store_off_its_site(administrator: Client) -> None:
    old = a_remote("Old")
    response = put(administrator, old.store, None)
    assert site_of(old.store) is None
    assert "Old has no active store and will be refused" in " ".join(messages_of(response))
    data = stored("store", old.store.pk)
    assert data is not None
    assert data["sync_id_remote_site"] == 0


def test_it_keeps_a_store_on_a_site_that_has_pushed(administrator: Client) -> None:
    old = a_remote("Old")
    batch_of(old.site)
    page = text_of(put(administrator, old.store, None))
    assert "Old still has 1 pushed batch that is not integrated" in page
    assert "move the store to another site: a move waits for it." in page
    assert site_of(old.store) == old.site


def test_it_offers_no_other_site_while_a_store_moves(administrator: Client) -> None:
    old, new = a_remote("Old"), a_remote("New")
    stale = fields_of(administrator.get(page_of(old.store)), "store_form")
    batch_of(old.site)
    put(administrator, old.store, new.site)
    page = administrator.get(page_of(old.store))
    assert 'name="site"' not in page.content.decode()
    assert "Waits for Old" in text_of(page)
    send(administrator, page_of(old.store), stale, site="")
    assert site_of(old.store) == old.site
    assert StoreMove.objects.count() == 1


def test_it_leads_to_earlier_moves(administrator: Client) -> None:
    remote = a_remote("Old")
    page = administrator.get(page_of(remote.store)).content.decode()
    assert "/admin/syncjobs/storemove/?q=" in page

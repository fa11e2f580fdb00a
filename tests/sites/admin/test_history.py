from typing import Any

from django.test import Client

from sites.models import Site, Store
from tests.portal.forms import fill_in, fill_in_and_confirm, text_of
from tests.sites.admin.addresses import FORM, STORES, page_of
from tests.sites.registered import registered, registered_central


def test_it_says_who_changed_what_when_and_why(administrator: Client) -> None:
    site = registered_central("Ministry")
    typed = {"url": "https://new.example.org", "reason": "Moved"}
    fill_in_and_confirm(administrator, page_of(site), FORM, **typed)
    changes: Any = site.history
    newest = changes.first()
    page = text_of(administrator.get(page_of(site, "history")))
    assert f"{newest.history_date:%H:%M:%S} Alice Admin Changed Moved" in page
    assert "Url: https://central.example.org → https://new.example.org" in page


def test_it_says_that_a_change_came_from_outside(administrator: Client) -> None:
    page = text_of(administrator.get(page_of(registered(), "history")))
    assert "Nobody: a command Command Created Registered" in page


def test_it_shows_no_hash(administrator: Client) -> None:
    site = registered()
    fill_in(administrator, page_of(site, "set-password"))
    site.refresh_from_db()
    page = administrator.get(page_of(site, "history")).content.decode()
    assert "Password set" in page
    assert site.password_hash.split("$")[-1] not in page
    assert "argon2" not in page


def test_it_has_a_page_for_a_site_without_changes(administrator: Client) -> None:
    site = Site(name="Copied in", name_key="copied in")
    Site.objects.bulk_create([site])
    assert "have a change history" in text_of(administrator.get(page_of(site, "history")))


def test_it_keeps_the_history_of_a_store(administrator: Client) -> None:
    store = Store.objects.create(code="KAM", name="Kamuzu")
    fill_in(administrator, f"{STORES}{store.pk}/change/", "store_form", name="Kamuzu Central")
    page = text_of(administrator.get(f"{STORES}{store.pk}/history/"))
    assert "Kamuzu → Kamuzu Central" in page


def test_it_lets_nobody_go_back_to_an_old_version(administrator: Client, viewer: Client) -> None:
    site = registered()
    changes: Any = site.history
    version = f"{page_of(site, 'history')}{changes.last().pk}/"
    for client in (administrator, viewer):
        assert client.get(version).status_code == 404
        assert client.post(version, {"name": "Taken over"}).status_code == 404
    assert Site.objects.get().name == "District 12"

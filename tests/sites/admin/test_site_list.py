from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sites.models import Site, Store
from tests.portal.forms import text_of
from tests.sites.admin.addresses import SITES
from tests.sites.registered import bare, registered, registered_central


def names(client: Client, query: str = "") -> list[str]:
    """The names in the list, in their order."""
    response: Any = client.get(SITES + query)
    assert response.status_code == 200, response.headers.get("Location")
    return [site.name for site in response.context["cl"].result_list]


def test_it_shows_what_matters_of_a_site(administrator: Client) -> None:
    registered_central("Ministry")
    seen = {"last_contact_at": timezone.now() - timedelta(hours=2), "hardware_id": "m-1"}
    version = {"app_name": "Open mSupply Android", "app_version": "2.20.0", "sync_version": 14}
    registered("District 12", **seen, **version)
    page = text_of(administrator.get(SITES))
    for text in ("Ministry", "Central", "Never seen", "d12", "2 hours ago", "2.20.0 Android"):
        assert text in page
    assert "store of District 12" in page


def test_it_shows_the_first_stores_and_that_there_are_more(administrator: Client) -> None:
    site = bare("Hospital")
    for code in "EDCBA":
        Store.objects.create(code=code, name=code, site=site)
    assert "A, B, C and more" in text_of(administrator.get(SITES))


def test_it_says_who_must_upgrade(administrator: Client) -> None:
    site = registered_central("Ministry")
    Site.objects.filter(pk=site.pk).update(app_version="2.18.01", sync_version=14)
    bare("Ahead", app_version="2.20.0", sync_version=14)
    page = text_of(administrator.get(SITES))
    assert "Upgrade needed" in page


@pytest.mark.parametrize(
    "search", ["district", "d12", "MACHINE-7", "store of District", "  district 12 "]
)
def test_it_finds_a_site_by_what_people_know_of_it(administrator: Client, search: str) -> None:
    registered("District 12", hardware_id="machine-7")
    bare("Elsewhere")
    assert names(administrator, f"?q={search}") == ["District 12"]


def test_it_finds_a_site_by_its_id(administrator: Client) -> None:
    site = bare("District")
    bare("Elsewhere")
    assert names(administrator, f"?q={site.pk}") == ["District"]


def test_it_lists_a_site_once_however_many_of_its_stores_match(administrator: Client) -> None:
    site = bare("Hospital")
    for number in range(3):
        Store.objects.create(code=f"ward {number}", name="Ward", site=site)
    assert names(administrator, "?q=ward") == ["Hospital"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?contact=hour", ["Awake"]),
        ("?contact=day", ["Awake", "Dozing"]),
        ("?contact=older", ["Late", "Lost"]),
        ("?contact=never", ["Central", "Never"]),
        ("?contact=nonsense", ["Awake", "Central", "Dozing", "Late", "Lost", "Never"]),
        ("?success=day", ["Awake"]),
        ("?success=older", ["Dozing", "Late"]),
        ("?success=never", ["Central", "Lost", "Never"]),
        ("?success=nonsense", ["Awake", "Central", "Dozing", "Late", "Lost", "Never"]),
        ("?disabled=yes", ["Lost"]),
        ("?disabled=no", ["Awake", "Central", "Dozing", "Late", "Never"]),
        ("?bound=yes", ["Awake"]),
        ("?bound=no", ["Central", "Dozing", "Late", "Lost", "Never"]),
        ("?version=2.20.0", ["Dozing"]),
        ("?is_open_msupply_central__exact=1", ["Central"]),
        ("?initialisation_status__exact=completed", ["Late"]),
        ("?contact=day&bound=no", ["Dozing"]),
    ],
)
def test_it_filters(administrator: Client, query: str, expected: list[str]) -> None:
    now = timezone.now()
    bare("Central", is_open_msupply_central=True, url="http://central.example.org")
    day = timedelta(days=1)
    bare("Awake", last_contact_at=now, last_success_at=now - day / 2, hardware_id="m")
    dozing = {"last_contact_at": now - timedelta(hours=5), "last_success_at": now - 3 * day}
    bare("Dozing", app_version="2.20.0", **dozing)
    late = {"last_contact_at": now - 2 * day, "last_success_at": now - 2 * day}
    bare("Late", initialisation_status="completed", **late)
    bare("Lost", last_contact_at=now - timedelta(days=9), disabled_at=now)
    bare("Never")
    assert names(administrator, query) == expected


def test_it_offers_only_versions_in_use(administrator: Client) -> None:
    bare("Dozing", app_version="2.20.0")
    page = administrator.get(SITES).content.decode()
    assert 'href="?version=2.20.0"' in page
    assert page.count('href="?version=') == 1


def test_it_escapes_what_came_over_the_wire(administrator: Client) -> None:
    evil = '<img src=x onerror="alert(1)">'
    site = registered(
        evil, app_version=evil[:40], app_name=evil, hardware_id=evil, last_refusal_code=evil[:40]
    )
    for path in (SITES, f"{SITES}{site.pk}/change/", f"{SITES}{site.pk}/history/", "/admin/"):
        page = administrator.get(path).content.decode()
        assert "<img src=x" not in page
    assert "&lt;img src=x" in administrator.get(SITES).content.decode()


def test_it_offers_no_deletion_of_many(administrator: Client) -> None:
    site = bare("One")
    act = {"action": "delete_selected", "_selected_action": [str(site.pk)], "post": "yes"}
    administrator.post(SITES, act)
    assert "delete_selected" not in administrator.get(SITES).content.decode()
    assert Site.objects.exists()


def test_it_shows_the_contact_beside_a_refusal_and_finds_it(administrator: Client) -> None:
    now = timezone.now()
    bare("Well", last_contact_at=now)
    refused = bare(
        "Refused",
        last_contact_at=now - timedelta(days=2),
        last_attempt_at=now,
        last_refusal_code="site_incorrect_hardware_id",
    )
    assert names(administrator, "?contact=refused") == ["Refused"]
    assert "2 days ago" in text_of(administrator.get(f"{SITES}?contact=refused"))
    page = text_of(administrator.get(f"{SITES}{refused.pk}/change/"))
    assert "another machine than the bound one called" in page

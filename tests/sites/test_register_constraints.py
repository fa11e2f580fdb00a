"""What the database refuses, whoever writes: the rules of the register do not depend on code."""

import importlib
from functools import partial
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from sites.identity import PORTAL_SITE_ID
from sites.models import Site, Store
from sites.names import name_key
from tests.sites.registered import CENTRAL_URL, bare
from tests.sites.together import at_the_same_moment, errors_among

ONE_CENTRAL = "one_open_msupply_central_server|sites_site.is_open_msupply_central"
ONE_NAME = "name_key"


def refused(constraint: str) -> "pytest.RaisesExc[IntegrityError]":
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.django_db
def test_it_refuses_a_second_central_server() -> None:
    bare("Ministry", is_open_msupply_central=True, url=CENTRAL_URL)
    with refused(ONE_CENTRAL):
        bare("Region", is_open_msupply_central=True, url=CENTRAL_URL)


@pytest.mark.django_db
def test_it_allows_many_sites_that_are_not_central() -> None:
    for number in range(3):
        bare(f"District {number}")
    assert Site.objects.filter(is_open_msupply_central=False).count() == 3


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_many_writers_make_its_site_central() -> None:
    sites = [bare(f"District {number}") for number in range(4)]

    def tick(site: Site) -> None:
        Site.objects.filter(pk=site.pk).update(is_open_msupply_central=True, url=CENTRAL_URL)

    results = at_the_same_moment([partial(tick, site) for site in sites], losing=IntegrityError)
    assert len(errors_among(results)) == 3
    assert Site.objects.central().count() == 1


@pytest.mark.django_db
def test_it_refuses_a_central_server_without_url() -> None:
    with refused("central_server_has_a_url"):
        bare("Ministry", is_open_msupply_central=True)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["localhost:2055", "ftp://a", " https://a", "//a"])
def test_it_refuses_a_url_that_would_stop_a_remote(url: str) -> None:
    with refused("site_url_has_a_scheme"):
        bare("Ministry", url=url)


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["district 12", " District 12", "DISTRICT 12\n"])
def test_it_refuses_a_name_that_differs_in_case_or_outer_spaces(other: str) -> None:
    bare("District 12")
    with refused(ONE_NAME):
        bare(other)


@pytest.mark.django_db
def test_it_refuses_a_name_that_differs_in_its_unicode_form() -> None:
    bare("Ärzte")
    with refused(ONE_NAME):
        bare("A\u0308RZTE")


@pytest.mark.django_db
def test_it_refuses_a_taken_name_at_a_change() -> None:
    bare("District 12")
    other = bare("District 13")
    other.name = "DISTRICT 12"
    with refused(ONE_NAME):
        other.save(update_fields=["name"])


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_many_writers_have_the_name() -> None:
    names = ["District 12", "district 12", " DISTRICT 12", "District 12 "]
    results = at_the_same_moment([partial(bare, name) for name in names], losing=IntegrityError)
    assert len(errors_among(results)) == 3
    assert Site.objects.get().name_key == name_key("District 12")


@pytest.mark.django_db
def test_it_stores_the_longest_name_in_any_alphabet() -> None:
    site = bare("ﬃ" * 80)
    site.refresh_from_db()
    assert site.name_key == "ffi" * 80


@pytest.mark.django_db
def test_it_refuses_a_site_without_name() -> None:
    with refused("site_has_a_name"):
        Site.objects.bulk_create([Site(name="", name_key="")])


@pytest.mark.django_db
@pytest.mark.parametrize("site_id", [PORTAL_SITE_ID, 0, -7])
def test_it_refuses_the_id_of_the_portal(site_id: int) -> None:
    with refused("site_id_is_not_the_portals"):
        bare("District 12", id=site_id)


@pytest.mark.django_db
def test_it_gives_the_first_site_the_id_after_the_portals() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [Site._meta.db_table])
    migration = importlib.import_module("sites.migrations.0002_first_site_id")
    migration.start_site_ids_at_two(apps, SimpleNamespace(connection=connection))
    assert bare("District 12").pk == PORTAL_SITE_ID + 1


@pytest.mark.django_db
def test_it_never_gives_an_id_twice() -> None:
    first = bare("District 12")
    first_id = first.pk
    first.delete()
    assert bare("District 12").pk > first_id


@pytest.mark.django_db
def test_it_keeps_a_store_on_one_site() -> None:
    first, second = bare("District 12"), bare("District 13")
    store = Store.objects.create(code="S1", site=first)
    store.site = second
    store.save()
    assert (first.stores.count(), second.stores.count()) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["S1", "s1", " S1 "])
def test_it_refuses_a_second_store_with_the_code(code: str) -> None:
    Store.objects.create(code="S1", site=bare("District 12"))
    with refused("store_code_is_unique"):
        Store.objects.create(code=code, site=bare("District 13"))


@pytest.mark.django_db
def test_it_refuses_a_store_without_code() -> None:
    with refused("store_has_a_code"):
        Store.objects.create(code=" ")


@pytest.mark.django_db
def test_it_refuses_to_lose_the_site_of_a_store() -> None:
    site = bare("District 12")
    Store.objects.create(code="S1", site=site)
    with pytest.raises(ProtectedError):
        site.delete()
    with transaction.atomic():
        assert Site.objects.filter(pk=site.pk).exists()

"""Deleting a site for good."""

import pytest

from sites.errors import RegisterError
from sites.models import Site, Store
from sites.registration import delete_site
from tests.sites.calls import Caller, ask, error_of
from tests.sites.registered import history_of, registered, registered_central, store_of

pytestmark = pytest.mark.django_db


def test_it_refuses_while_stores_belong_to_the_site() -> None:
    site = registered("District 12")
    with pytest.raises(RegisterError) as refusal:
        delete_site(site.pk)
    assert refusal.value.text == (
        "District 12 still hosts stores (store of District 12) and cannot be deleted."
    )
    assert Site.objects.get() == site


def test_it_names_at_most_five_stores() -> None:
    site = registered()
    for number in range(1, 6):
        Store.objects.create(code=f"S{number}", site=site)
    with pytest.raises(RegisterError, match=r"stores \(S1, S2, S3, S4, S5 and more\)"):
        delete_site(site.pk)


def test_it_refuses_the_central_server() -> None:
    site = registered_central("Ministry")
    Store.objects.all().delete()
    with pytest.raises(RegisterError, match="Ministry is the Open mSupply central server"):
        delete_site(site.pk)
    assert Site.objects.get() == site


def test_it_deletes_a_site_without_stores() -> None:
    site = registered()
    store_of(site).delete()
    delete_site(site.pk)
    assert not Site.objects.exists()
    assert error_of(ask(Caller()), 401)["code"] == "site_name_not_found"
    assert history_of(Site).filter(id=site.pk).latest().history_type == "-"


def test_it_keeps_a_deleted_sites_password_from_a_new_site_of_its_name() -> None:
    site = registered()
    assert ask(Caller()).status_code == 200
    store_of(site).delete()
    delete_site(site.pk)
    new = registered()
    assert new.pk > site.pk
    assert ask(Caller()).json()["siteId"] == new.pk

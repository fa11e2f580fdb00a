"""New sites, and changes of what the register says of them."""

from functools import partial

import pytest

from sites.central_server import present_central_server
from sites.credentials import client_secret, verify_secret
from sites.errors import (
    CentralServerTakenError,
    CentralUrlError,
    ReasonRequiredError,
    RegisterError,
    WeakPasswordError,
)
from sites.identity import PORTAL_SITE_ID
from sites.models import Site, Store
from sites.registration import SiteDetails, change_site, register_site
from sites.store_assignment import StoresOfSite, WantedStore, assign_stores
from tests.sites.calls import PASSWORD
from tests.sites.registered import (
    CENTRAL_URL,
    bare,
    history_of,
    reasons_of,
    registered,
    registered_central,
)
from tests.sites.together import at_the_same_moment, errors_among

pytestmark = pytest.mark.django_db


def test_it_registers_a_site_with_its_stores() -> None:
    site = register_site(SiteDetails(" District 12 ", " d12 "), PASSWORD, ["S1", " S2 ", "S1"])
    site.refresh_from_db()
    assert site.pk > PORTAL_SITE_ID
    assert (site.name, site.code, site.url) == ("District 12", "d12", "")
    assert list(site.stores.values_list("code", flat=True)) == ["S1", "S2"]
    assert verify_secret(site.password_hash, client_secret(PASSWORD))
    assert (site.initialisation_status, site.hardware_id) == ("new", "")


def test_it_takes_a_store_that_is_on_no_site() -> None:
    store = Store.objects.create(code="S1", name="First store")
    site = register_site(SiteDetails("District 12"), PASSWORD, ["s1"])
    assert site.stores.get() == store


def test_it_registers_a_central_server() -> None:
    details = SiteDetails("Ministry", url=f"{CENTRAL_URL}/", is_open_msupply_central=True)
    site = register_site(details, PASSWORD, ["dummy"])
    site.refresh_from_db()
    assert present_central_server() == site
    assert site.url == CENTRAL_URL
    assert site.central_changed_at is not None


@pytest.mark.parametrize(
    ("details", "password", "stores", "error", "sentence"),
    [
        (
            SiteDetails("DISTRICT 12 "),
            PASSWORD,
            ["S9"],
            RegisterError,
            "A site called “District 12” exists already.",
        ),
        (SiteDetails(" "), PASSWORD, ["S9"], RegisterError, "The name is empty."),
        (
            SiteDetails("District 13"),
            "district",
            ["S9"],
            WeakPasswordError,
            "This password is too short. It must contain at least 12 characters.",
        ),
        (
            SiteDetails("District 13"),
            PASSWORD,
            ["S9", "TAKEN"],
            RegisterError,
            "Store taken is on the site District 12; a store belongs to one site.",
        ),
        (
            SiteDetails("District 13"),
            PASSWORD,
            ["S9", " "],
            RegisterError,
            "A store code is empty.",
        ),
        (
            SiteDetails("District 13", url="localhost:2055"),
            PASSWORD,
            ["S9"],
            CentralUrlError,
            "The URL does not begin with http:// or https://.",
        ),
        (
            SiteDetails("District 13", url=CENTRAL_URL, is_open_msupply_central=True),
            PASSWORD,
            ["S9"],
            CentralServerTakenError,
            "Ministry is the Open mSupply central server now, and there can be only one.",
        ),
        (
            SiteDetails("District 13", code="c" * 41),
            PASSWORD,
            ["S9"],
            RegisterError,
            "The code has 41 characters; 40 are allowed.",
        ),
        (
            SiteDetails("District 13"),
            PASSWORD,
            ["S9", "s" * 41],
            RegisterError,
            "The store code has 41 characters; 40 are allowed.",
        ),
    ],
)
def test_it_creates_nothing_when_something_is_refused(
    details: SiteDetails,
    password: str,
    stores: list[str],
    error: type[RegisterError],
    sentence: str,
) -> None:
    registered_central()
    site = registered("District 12")
    Store.objects.create(code="taken", site=site)
    with pytest.raises(error) as refusal:
        register_site(details, password, stores)
    assert refusal.value.text.startswith(sentence)
    assert refusal.value.advice
    assert Site.objects.count() == 2
    assert not Store.objects.filter(code="S9").exists()


@pytest.mark.django_db(transaction=True)
def test_it_gives_the_name_to_one_of_many_writers() -> None:
    acts = [
        partial(register_site, SiteDetails(name), PASSWORD, [f"S{number}"])
        for number, name in enumerate(["District 12", "district 12", "DISTRICT 12"])
    ]
    errors = errors_among(at_the_same_moment(acts, losing=RegisterError))
    assert [str(error)[:13] for error in errors] == ["A site called"] * 2
    assert (Site.objects.count(), Store.objects.count()) == (1, 1)


def test_it_refuses_a_central_server_without_url() -> None:
    with pytest.raises(CentralUrlError, match="The URL is empty"):
        register_site(SiteDetails("Ministry", is_open_msupply_central=True), PASSWORD, ["S9"])
    assert not Site.objects.exists()


def test_it_asks_why_other_sites_are_sent_to_a_new_central_server() -> None:
    details = SiteDetails("Ministry", url=CENTRAL_URL, is_open_msupply_central=True)
    registered("District 12")
    with pytest.raises(ReasonRequiredError, match="District 12 would be told where the central"):
        register_site(details, PASSWORD, ["S9"])
    assert Site.objects.count() == 1
    register_site(details, PASSWORD, ["S9"], "Opened")
    assert Site.objects.central().get().name == "Ministry"


@pytest.mark.django_db(transaction=True)
def test_it_gives_a_free_store_to_one_of_many_writers() -> None:
    sites = [bare(f"District {number}") for number in range(4)]
    Store.objects.create(code="S1")
    acts = [partial(assign_stores, [StoresOfSite(site, [WantedStore("S1")])]) for site in sites]
    results = at_the_same_moment(acts, losing=RegisterError)
    (winner,) = [site for site, result in zip(sites, results, strict=True) if type(result) is list]
    assert Store.objects.get().site == winner
    assert all("a store belongs to one site" in str(error) for error in errors_among(results))


def test_it_changes_name_code_and_url() -> None:
    site = registered()
    change_site(site.pk, SiteDetails("Clinic 5", "c5", "HTTP://192.0.2.4:80/"), "Moved")
    changed = Site.objects.get(pk=site.pk)
    assert (changed.name, changed.name_key, changed.code) == ("Clinic 5", "clinic 5", "c5")
    assert changed.url == "http://192.0.2.4"
    assert reasons_of(site)[0] == "Moved"


def test_it_keeps_who_the_site_is_at_a_change() -> None:
    site = registered(hardware_id="machine-1")
    change_site(site.pk, SiteDetails("Clinic 5", "c5"), "Moved")
    changed = Site.objects.get(pk=site.pk)
    assert (changed.uuid, changed.hardware_id) == (site.uuid, "machine-1")
    assert changed.password_hash == site.password_hash


def test_it_writes_nothing_when_nothing_changed() -> None:
    site = registered()
    before = history_of(site).count()
    change_site(site.pk, SiteDetails(f" {site.name}", site.code, site.url))
    assert history_of(site).count() == before


def test_it_may_write_its_own_name_anew() -> None:
    site = registered("District 12")
    assert change_site(site.pk, SiteDetails("DISTRICT 12", site.code)).name == "DISTRICT 12"


def test_it_refuses_the_name_of_another_site_at_a_change() -> None:
    registered("District 12")
    other = registered("District 13")
    with pytest.raises(RegisterError, match="“District 12” exists already"):
        change_site(other.pk, SiteDetails("district 12"))
    other.refresh_from_db()
    assert other.name == "District 13"


def test_it_refuses_a_long_code_at_a_change() -> None:
    site = registered()
    with pytest.raises(RegisterError, match="The code has 41 characters"):
        change_site(site.pk, SiteDetails(site.name, "c" * 41))

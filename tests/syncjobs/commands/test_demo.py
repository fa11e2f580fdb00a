from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from sites.models import Site, SiteUser, Store
from sites.site_users.passwords import verify_password
from syncjobs.demonstration import DEMO_SITES, load_demonstration
from syncjobs.demonstration.central_data import item_id, load_central_data
from syncjobs.demonstration.people import DEMO_USER
from syncjobs.models import Record
from syncjobs.records.authoring import present_data
from syncjobs.records.central_edits import Edit, edit_centrally
from tests.portal.management import manage
from tests.sites.calls import Caller, ask
from tests.sites.registered import registered_central

ORS = ("item", item_id("DEMO-ORS"))


def loaded() -> str:
    """What the command prints."""
    output = StringIO()
    call_command("demo", stdout=output)
    return output.getvalue()


def test_it_loads_a_central_server_and_three_remote_sites(db: None) -> None:
    assert loaded().startswith("4 demo sites registered, 0 were there already.")
    assert (Site.objects.central().count(), Site.objects.count()) == (1, 4)
    assert not Site.objects.filter(stores__isnull=True).exists()


def test_it_prints_passwords_that_let_the_sites_in(db: None) -> None:
    output = loaded()
    for demo in DEMO_SITES:
        assert demo.password in output
        answer = ask(Caller(name=demo.name, password=demo.password, hardware_id=demo.name))
        assert answer.json()["omSupplyCentralServerUrl"] == "http://127.0.0.1:2055"


def test_it_changes_nothing_when_run_twice(db: None) -> None:
    loaded()
    before = list(Site.objects.values()), list(Store.objects.values())
    assert loaded().startswith("0 demo sites registered, 4 were there already.")
    assert (list(Site.objects.values()), list(Store.objects.values())) == before


def test_it_adds_somebody_who_works_at_a_site(db: None) -> None:
    output = loaded()
    user = SiteUser.objects.get()
    assert f"{user.name:<24} password {DEMO_USER.password}" in output
    assert verify_password(user.password_hash, DEMO_USER.password)
    access = user.accesses.get()
    assert (access.store.code, access.is_default) == ("DEMO-HOSP", True)
    assert 156 in access.roles.get().permissions
    before = SiteUser.objects.values().get()
    loaded()
    assert SiteUser.objects.values().get() == before


def test_it_leaves_changed_records_as_they_are(db: None) -> None:
    assert "20 records of what they trade were added." in loaded()
    edit_centrally([Edit("item", item_id("DEMO-ORS"), {"item_name": "ORS"})])
    assert "0 records of what they trade were added." in loaded()
    assert present_data([ORS])[ORS]["item_name"] == "ORS"


def test_it_goes_without_the_records_of_a_store_that_is_gone(db: None) -> None:
    load_demonstration()
    Store.objects.filter(code="DEMO-HOSP").delete()
    load_central_data()
    assert not Record.objects.filter(table_name="name_store_join").exists()


def test_it_leaves_the_tick_where_it_is(db: None) -> None:
    site = registered_central("Ministry")
    loaded()
    assert list(Site.objects.central()) == [site]


def test_it_is_refused_in_production(db: None, settings: Settings) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="refused in production mode"):
        loaded()
    assert not Site.objects.exists()


def test_it_is_refused_by_production_settings(transactional_db: None) -> None:
    ended = manage(
        "demo",
        PORTAL_MODE="production",
        DATABASE_URL="postgres://nobody:x@127.0.0.1:1/none",
        REDIS_URL="redis://127.0.0.1:1/0",
        ALLOWED_HOSTS="portal.example.org",
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "The demo has passwords that everybody knows" in ended.stderr

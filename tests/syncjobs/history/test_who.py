"""Every way in which the register changes leaves who, through which door and why."""

from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from sites.models import Site, SiteUser, StoreAccess
from sites.registration import SiteDetails, register_site
from syncjobs.admin.site_user_files import KEPT_AS
from syncjobs.history.changes import Change
from syncjobs.history.kept_tables import TABLE_OF_KEY
from syncjobs.models import Schedule
from tests.portal.forms import fill_in
from tests.sites.admin.addresses import page_of
from tests.sites.calls import PASSWORD
from tests.sites.registered import registered
from tests.sites.site_users.people import a_role, a_store, a_user
from tests.syncjobs.admin.seen_files import confirm
from tests.syncjobs.history.kept import fields_of, newest

pytestmark = pytest.mark.django_db
USERS = "/admin/sites/siteuser/"
SITES = "/admin/sites/site/"


def last(key: str) -> Change:
    (change,) = newest(tables=(TABLE_OF_KEY[key],))
    return change


def told(key: str) -> tuple[str, str, str]:
    """Who made the newest change of the table, through which door and why."""
    change = last(key)
    return change.who, change.door, change.why


def act(client: Client, address: str, name: str, row: Any, **typed: str) -> None:
    """Does an act of a list for one row, past the page that asks."""
    data = {"action": name, "_selected_action": str(row.pk), **typed}
    assert client.post(address, data, follow=True).status_code == 200


def test_acts_on_a_site(administrator: Client) -> None:
    site = registered(hardware_id="machine-1")
    now = timezone.now()
    site.pending_claims.create(hardware_id="machine-2", first_at=now, last_at=now)
    claim = site.pending_claims.get()
    fill_in(administrator, page_of(site, f"accept-device/{claim.pk}"), reason="New tablet")
    assert told("site") == ("Alice", "admin", "New device accepted: New tablet")
    fill_in(administrator, page_of(site, "reset-hardware-id"), reason="Stolen")
    assert told("site") == ("Alice", "admin", "Stolen")
    assert fields_of(last("site"))["Hardware ID"] == ("machine-2", "")
    fill_in(administrator, page_of(site, "set-password"))
    assert told("site") == ("Alice", "admin", "Password set")
    assert set(fields_of(last("site"))) == {"Password set at"}
    fill_in(administrator, page_of(site, "disable"), reason="Closed")
    assert told("site") == ("Alice", "admin", "Disabled: Closed")


def test_a_site_that_is_initialised_again(administrator: Client) -> None:
    site = registered()
    Site.objects.filter(pk=site.pk).update(initialisation_status="completed")
    administrator.post(page_of(site, "initialise"), {"confirmed": "yes"}, follow=True)
    assert told("site") == ("Alice", "admin", "Initialised again")


def test_schedules_of_many_sites(administrator: Client) -> None:
    site = registered()
    typed = {"kind": "sync", "every": "2", "unit": "60", "reason": "Night power"}
    act(administrator, SITES, "set_schedules", site, **typed)
    assert Schedule.objects.get().every_minutes == 120
    assert told("schedule") == ("Alice", "admin", "Night power")
    act(administrator, SITES, "remove_schedules", site, kind="sync", reason="Enough")
    assert (last("schedule").happened, told("schedule")) == (
        "deleted",
        ("Alice", "admin", "Enough"),
    )
    administrator.post(page_of(site, "schedule"), typed)
    administrator.post(page_of(site, "schedule/sync/remove"), {"reason": "Once more"})
    assert (told("schedule"), Schedule.objects.exists()) == (("Alice", "admin", "Once more"), False)


def test_users_and_their_stores_for_many_at_once(administrator: Client) -> None:
    user, role = a_user(), a_role("Storekeeper")
    a_store("KAM")
    ids = {"role": str(role.pk), "store": "KAM"}
    act(administrator, USERS, "give_role", user, **ids)
    assert StoreAccess.objects.get().roles.get() == role
    assert told("storeaccess") == ("Alice", "admin", "Given to many")
    assert fields_of(last("storeaccess"))["Roles"] == ("", "Storekeeper")
    act(administrator, USERS, "take_role", user, **ids)
    assert told("storeaccess") == ("Alice", "admin", "Taken from many")
    assert fields_of(last("storeaccess")) == {"Roles": ("Storekeeper", "")}
    act(administrator, USERS, "new_passwords", user, confirmed="yes")
    assert told("siteuser") == ("Alice", "admin", "Password set")
    assert set(fields_of(last("siteuser"))) == {"Password set at"}
    act(administrator, USERS, "deactivate", user, confirmed="yes")
    assert told("siteuser") == ("Alice", "admin", "Deactivated")
    assert fields_of(last("siteuser")) == {"Active": ("yes", "no")}


def test_users_from_a_file(administrator: Client) -> None:
    a_store("KAM")
    a_role("Storekeeper")
    file = SimpleUploadedFile("users.csv", b"name,stores\namina,KAM:Storekeeper\n")
    administrator.post(f"{USERS}import/", {"file": file})
    confirm(administrator, f"{USERS}import/", KEPT_AS)
    assert SiteUser.objects.get().name == "amina"
    assert told("siteuser") == ("Alice", "admin", "Imported")
    assert told("storeaccess") == ("Alice", "admin", "Imported")


def test_a_site_that_a_command_registers() -> None:
    call_command("create_site", "Clinic 5", store=["C5"], url="", password=None, stdout=StringIO())
    expected = ("Nobody: a command", "command", "create_site")
    assert told("store") == expected
    [registration] = newest(2, tables=(TABLE_OF_KEY["site"],))
    assert (registration.who, registration.door, registration.why) == expected


def test_a_store_that_comes_to_a_new_site() -> None:
    a_store("KAM")
    register_site(SiteDetails("Clinic 5"), PASSWORD, ["KAM"])
    assert told("store") == ("Nobody: a command", "command", "Registered with the site Clinic 5")
    assert fields_of(last("store")) == {"Site": ("", "Clinic 5")}

"""Somebody logs in at a site, looks up a patient of another and finds all of it after a sync."""

import pytest

from sites.models import Role, SiteUser
from sites.site_users.password_setting import set_user_password
from sites.site_users.permissions import PermissionGroup, permissions_in
from sites.site_users.roles import save_role
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.models import PatientSearch
from syncjobs.records.authoring import author_changes
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.documents.new_records import new_record
from syncjobs.simulation.people.logging_in import LoginError
from syncjobs.simulation.storage.record_store import Record
from syncjobs.user_register import save_user
from tests.syncjobs.exchange.two_sites import (
    Replica,
    Sites,
    change,
    join_all,
    replica,
    store_of,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites
from tests.syncjobs.login.people import PASSWORD

pytestmark = pytest.mark.any_database

URL = "http://127.0.0.1:9"
PROGRAM = {
    "ID": "program-1",
    "description": "Vaccination",
    "isProgram": True,
    "programSettings": {"elmisCode": "V"},
}
OF_PATIENTS = ("om_document", "nameInsuranceJoin")


class World:
    """Three sites and the Open mSupply central server, all with their data."""

    def __init__(self, sites: Sites) -> None:
        names = ["Centre", "One", "Two", "Three"]
        self.centre = sites.register("Centre", url=URL, is_open_msupply_central=True)
        self.one, self.two, self.three = [sites.register(name) for name in names[1:]]
        join_all(names)
        author_changes(
            [
                change("insuranceProvider", ID="provider-1", providerName="Mutual"),
                change("list_master", **PROGRAM),
            ]
        )
        for site in (self.centre, self.one, self.two, self.three):
            synced(site)
        sync_until_quiet(self.centre, self.one, self.two, self.three)


def a_patient_with_a_history(site: SimulatedSite) -> Record:
    """Made as people at a site do: with a document, two encounters, and an insurance policy."""
    patient = site.authoring().patient("Ada", "Okoro")
    site.save("name", patient | {"date_of_birth": "1990-05-01", "code": "P-0007"})
    for _ in range(2):
        encounter = site.authoring().document(patient)
        site.save("om_document", encounter | {"type": "Encounter", "context_ID": "program-1"})
    policy = {
        "nameID": patient["ID"],
        "insuranceProviderID": "provider-1",
        "expiryDate": "2030-01-31",
        "policyNumberFull": "LA-77-01",
        "type": "personal",
    }
    site.save("nameInsuranceJoin", new_record("nameInsuranceJoin", policy))
    return patient


def person(site: SimulatedSite) -> Replica:
    """The patients that a site knows, with what is about them."""
    patients = {
        key: name for key, name in replica(site, ["name"]).items() if name["type"] == "patient"
    }
    return patients | replica(site, OF_PATIENTS)


def joins(site: SimulatedSite, patient: Record) -> set[str]:
    """The codes of the stores to which the patient is visible, as far as the site knows."""
    codes = {store["ID"]: store["code"] for store in site.records("store")}
    every = site.records("name_store_join")
    return {codes[each["store_ID"]] for each in every if each["name_ID"] == patient["ID"]}


def patient_permissions() -> set[int]:
    """The numbers of all that one may do with patients."""
    granted = permissions_in(PermissionGroup.PATIENTS)
    return {number for permission in granted for number in permission.numbers}


def a_nurse_at(code: str) -> SiteUser:
    """Somebody who may work with patients in this store."""
    role = Role(name="Nurse", permissions=sorted(patient_permissions()))
    save_role(role)
    user = SiteUser(name="amina")
    save_user(user)
    set_user_password(user, PASSWORD)
    give_stores([StoreGrant(user.pk, store_of(code).pk, frozenset({role.pk}), is_default=True)])
    return user


def test_a_patient_is_looked_up_joined_and_found_complete(sites: Sites) -> None:
    world = World(sites)
    patient = a_patient_with_a_history(world.one)
    nurse = a_nurse_at("Two")
    login = world.two.log_in("Amina", PASSWORD)
    assert (login.error, login.user_name, login.is_cached) == (None, nurse.name, False)
    ((store, permissions),) = [(each.code, each.permissions) for each in login.stores]
    assert store == "Two"
    assert patient_permissions() <= set(permissions)
    assert world.three.log_in("amina", PASSWORD).error is LoginError.NO_SITE_ACCESS
    assert world.two.search_patients({"last_name": "@okoro@"}) == []
    synced(world.one)
    assert person(world.two) == {}

    queries = (
        {"last_name": "@koro@", "first_name": "@ada@"},
        {"code": "p-0007"},
        {"dob": "1990-05-01", "is_deleted": "false"},
        {"policy_number": "@77@", "limit": "10"},
        {"policy_number": "@LA-77@"},
    )
    found = [world.two.search_patients(query) for query in queries]
    assert [[each.id for each in each] for each in found] == [[patient["ID"]]] * 5
    ((ada,),) = [found[0]]
    assert (ada.name, ada.code, ada.born_on) == ("Okoro, Ada", "P-0007", "1990-05-01")

    join = world.two.join_patient(ada.id)
    assert join.store_id == store_of("Two").pk
    # Asked for again, as after a lost answer.
    assert world.two.join_patient(ada.id) == join
    counts = synced(world.two).counts.pulled_queue
    assert counts == {"name": 1, "name_store_join": 1, "om_document": 3, "nameInsuranceJoin": 1}
    assert person(world.two) == person(world.one)
    assert len(person(world.one)) == 5
    assert joins(world.two, patient) == {"Two"}

    # The Open mSupply central server asks for its own first store.
    world.centre.join_patient(ada.id)
    synced(world.centre)
    assert person(world.centre) == person(world.one)
    assert joins(world.centre, patient) == {"One", "Two", "Centre"}
    synced(world.three)
    assert person(world.three) == {}
    assert joins(world.three, patient) == set()
    kinds = PatientSearch.objects.order_by("id").values_list("site_name", "kind", "result_count")
    assert list(kinds) == [
        *[("Two", "search", count) for count in (0, 1, 1, 1, 1, 1)],
        *[("Two", "join", 1)] * 2,
        ("Centre", "join", 1),
    ]


def test_what_either_site_does_afterwards_comes_to_the_other(sites: Sites) -> None:
    world = World(sites)
    patient = a_patient_with_a_history(world.one)
    synced(world.one)
    world.two.join_patient(patient["ID"])
    everybody = (world.one, world.two, world.three, world.centre)
    sync_until_quiet(*everybody)
    for number, site in enumerate((world.two, world.one)):
        known = site.record("name", patient["ID"]) or {}
        site.save("name", known | {"phone": f"+856 {number}"})
        site.authoring().document(known)
        sync_until_quiet(*everybody)
        assert person(world.one) == person(world.two)
        assert (world.centre.record("name", patient["ID"]) or {})["phone"] == f"+856 {number}"
    assert len(world.one.records("om_document")) == 5
    assert person(world.three) == {}
    # A site of which the password is wrong is let in nowhere.
    stranger = sites.start("Three", "second device", password="of somebody else")
    with pytest.raises(Exception, match="status: 401"):
        stranger.search_patients({"last_name": "@okoro@"})

"""People who are known at one site and become visible at another (protocol 10.3, rules 8 and 9)."""

import pytest

from syncjobs.models import SetAsideRecord
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from syncjobs.records.tables import TABLES
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.documents.new_records import new_record
from syncjobs.simulation.storage.record_store import Record
from tests.syncjobs.exchange.two_sites import (
    Replica,
    Sites,
    change,
    join,
    replica,
    store_of,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites
from tests.syncjobs.exchange.wire import stored

pytestmark = pytest.mark.any_database

OF_PEOPLE = tuple(table.name for table in TABLES.values() if table.person)
Trio = list[SimulatedSite]


@pytest.fixture
def trio(sites: Sites) -> Trio:
    trio = sites.initialised("One", "Two", "Three")
    author_changes([change("insuranceProvider", ID="provider-1", providerName="Mutual")])
    sync_until_quiet(*trio)
    return trio


def people(site: SimulatedSite) -> Replica:
    """The patients that a site knows, with what is about them and clinicians."""
    patients = {
        key: record
        for key, record in replica(site, ["name"]).items()
        if record["type"] == "patient"
    }
    return patients | replica(site, OF_PEOPLE)


def insurance(patient: Record) -> Record:
    return new_record(
        "nameInsuranceJoin",
        {
            "nameID": patient["ID"],
            "insuranceProviderID": "provider-1",
            "expiryDate": "2030-01-31",
            "policyNumberFull": "ລາວ-7",
            "type": "personal",
        },
    )


def test_a_patient_becomes_visible_and_both_sites_go_on_with_it(trio: Trio) -> None:
    one, two, three = trio
    patient = one.authoring().patient("Ada", "King")
    one.save("nameInsuranceJoin", insurance(patient))
    sync_until_quiet(*trio)
    assert len(people(one)) == 3
    assert people(two) == people(three) == {}

    author_changes([join(store_of("Two"), patient["ID"], "join-made-at-the-centre")])
    counts = synced(two).counts.pulled_queue
    assert counts == {"name": 1, "name_store_join": 1, "om_document": 1, "nameInsuranceJoin": 1}
    assert people(two) == people(one)

    for number, site in enumerate((one, two)):
        known = site.record("name", patient["ID"]) or {}
        site.save("name", known | {"phone": f"+856 {number}"})
        site.authoring().document(known)
        sync_until_quiet(*trio)
        assert people(two) == people(one)
        assert (one.record("name", patient["ID"]) or {})["phone"] == f"+856 {number}"
    assert len(one.records("om_document")) == 3
    assert people(three) == {}
    assert stored("name", patient["ID"]) == people(one)["name", patient["ID"]]


def test_a_site_joins_a_patient_that_it_was_told_of(trio: Trio) -> None:
    one, two, three = trio
    patient = one.authoring().patient("Ada", "King")
    synced(one)
    two.authoring().join(patient["ID"])
    counts = synced(two).counts.pulled_queue
    assert counts == {"name": 1, "om_document": 1}
    assert people(two) == people(one)
    prescription = new_record(
        "transact",
        {
            "name_ID": patient["ID"],
            "store_ID": store_of("Two").pk,
            "type": "ci",
            "status": "fn",
            "mode": "dispensary",
            "entry_date": "2026-03-05T00:00:00",
            "om_type": "PRESCRIPTION",
            "om_status": "VERIFIED",
        },
    )
    two.save("transact", prescription)
    two.save("name", patient | {"last": "Lovelace"})
    sync_until_quiet(*trio)
    assert (one.record("name", patient["ID"]) or {})["last"] == "Lovelace"
    # What was given to the patient stays where it was given.
    assert one.records("transact") == three.records("transact") == []
    assert people(three) == {}
    assert not SetAsideRecord.objects.exists()


def test_a_patient_that_is_taken_away_stays_and_gets_nothing_new(sites: Sites, trio: Trio) -> None:
    one, two, _ = trio
    patient = one.authoring().patient("Ada", "King")
    synced(one)
    join_of_two = join(store_of("Two"), patient["ID"], "join-of-two")
    author_changes([join_of_two])
    sync_until_quiet(*trio)
    before = people(two)
    assert before == people(one)
    author_changes([Change(*join_of_two.key, (join_of_two.data or {}) | {"inactive": True})])
    synced(two)
    assert two.record("name_store_join", "join-of-two") is None
    one.save("name", patient | {"phone": "new"})
    one.authoring().document(patient)
    sync_until_quiet(*trio)
    assert people(two) == before
    again = sites.start("Two", "second device")
    synced(again)
    assert people(again) == {}
    author_changes([join_of_two])
    synced(again)
    synced(two)
    assert people(again) == people(one)


def test_what_the_centre_knows_of_a_patient_survives_the_pushes(trio: Trio) -> None:
    one, two, _ = trio
    patient = one.authoring().patient("Ada", "King")
    synced(one)
    known = stored("name", patient["ID"]) or {}
    of_centre = {"custom_data": {"ward": "ខ្មែរ"}, "margin": 0.1, "category1_ID": "only here"}
    author_changes(
        [
            Change("name", patient["ID"], known | of_centre),
            join(store_of("Two"), patient["ID"], "join-of-two"),
        ]
    )
    synced(two)
    at_two = two.record("name", patient["ID"]) or {}
    assert of_centre.items() <= at_two.items()
    # A site keeps no member that it does not know.
    without = {name: value for name, value in at_two.items() if name != "category1_ID"}
    two.save("name", without | {"phone": "new", "custom_data": None})
    sync_until_quiet(*trio)
    assert (one.record("name", patient["ID"]) or {}) == known | of_centre | {"phone": "new"}


def test_a_clinician_is_known_where_it_is_joined(trio: Trio) -> None:
    one, two, three = trio
    clinician = new_record("clinician", {"code": "DR", "last_name": "Keo", "active": True})
    one.save("clinician", clinician)
    for store in (store_of("One"), store_of("Two")):
        record = {"ID": f"csj-{store.pk}", "store_ID": store.pk, "prescriber_ID": clinician["ID"]}
        if store.code == "One":
            one.save("clinician_store_join", record)
        else:
            synced(one)
            author_changes([change("clinician_store_join", **record)])
    sync_until_quiet(*trio)
    assert people(two)["clinician", clinician["ID"]] == clinician
    two.save("clinician", clinician | {"phone": "12"})
    sync_until_quiet(*trio)
    assert replica(one, ["clinician"]) == replica(two, ["clinician"])
    assert (one.record("clinician", clinician["ID"]) or {})["phone"] == "12"
    assert people(three) == {}

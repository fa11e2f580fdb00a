"""`POST /api/v4/name_store_join` (protocol 8.3): who gets what, and when."""

from typing import Any

import pytest

from sites.central_server import tick_central_server
from sites.models import Store
from syncjobs.models import PatientSearch, QueuedRecord, Record
from syncjobs.records.change import Change
from tests.sites.calls import error_of
from tests.syncjobs.exchange.wire import Remote, a_remote, brief, stored, update
from tests.syncjobs.patients.people import (
    change,
    document,
    joined,
    patient,
    policy,
    post_join,
    write,
)

pytestmark = pytest.mark.django_db

OF_ADA = [
    ("name", "p-ada", "update"),
    ("nameInsuranceJoin", "i-ada", "update"),
    ("om_document", "d-ada", "update"),
]


@pytest.fixture(autouse=True)
def ada(db: None) -> None:
    write(
        patient("p-ada", "Ada", "King"),
        policy("i-ada", "p-ada", policyNumberFull="LA-77"),
        document("d-ada", "p-ada", type="Encounter"),
        patient("p-other", "Other", "Person"),
        document("d-other", "p-other"),
    )


def a_central_server() -> Remote:
    """The Open mSupply central server, which has what there is so far."""
    central = a_remote("Ministry", initialised=False)
    tick_central_server(central.site, "https://central.example.org")
    central.initialise()
    central.pull()
    return central


def of_join(join: dict[str, Any]) -> tuple[str, str, str]:
    return "name_store_join", join["ID"], "update"


def test_it_makes_a_join_and_queues_all_that_belongs_to_the_patient() -> None:
    one, two = a_remote("One"), a_remote("Two")
    join = joined(one, "p-ada")
    assert join == {
        "ID": join["ID"],
        "name_ID": "p-ada",
        "store_ID": one.store.pk,
        "inactive": False,
    }
    assert stored("name_store_join", join["ID"]) == {
        **join,
        "om_name_is_customer": True,
        "om_name_is_supplier": False,
    }
    assert sorted(brief(one.pull())) == sorted([*OF_ADA, of_join(join)])
    assert two.pull() == []


def test_it_queues_parents_first() -> None:
    one = a_remote("One")
    join = joined(one, "p-ada")
    tables = [table for table, _, _ in brief(one.pull())]
    assert tables.index("name") == 0
    assert join["ID"]


def test_it_returns_the_join_that_is_there() -> None:
    one = a_remote("One")
    join = joined(one, "p-ada")
    waiting = QueuedRecord.objects.count()
    assert joined(one, "p-ada") == join
    # What waits already does not wait twice.
    assert QueuedRecord.objects.count() == waiting == 4
    one.pull()
    # Whoever asks again has lost it.
    assert joined(one, "p-ada") == join
    assert sorted(brief(one.pull())) == sorted([*OF_ADA, of_join(join)])
    assert Record.objects.filter(table_name="name_store_join").count() == 1


def test_it_makes_an_inactive_join_active() -> None:
    one = a_remote("One")
    old = {"store_ID": one.store.pk, "name_ID": "p-ada", "kept": "as it was"}
    write(change("name_store_join", "nsj-old", inactive=True, **old))
    one.pull()
    assert joined(one, "p-ada")["ID"] == "nsj-old"
    assert (stored("name_store_join", "nsj-old") or {})["inactive"] is False
    assert (stored("name_store_join", "nsj-old") or {})["kept"] == "as it was"
    assert sorted(brief(one.pull())) == sorted([*OF_ADA, ("name_store_join", "nsj-old", "update")])


def test_it_makes_another_join_in_place_of_a_deleted_one() -> None:
    one = a_remote("One")
    first = joined(one, "p-ada")
    write(Change("name_store_join", first["ID"], None))
    one.pull()
    again = joined(one, "p-ada")
    assert again["ID"] != first["ID"]
    assert sorted(brief(one.pull())) == sorted([*OF_ADA, of_join(again)])


def test_a_join_that_the_site_pushed_counts() -> None:
    one = a_remote("One")
    pushed = {"ID": "nsj-1", "store_ID": one.store.pk, "name_ID": "p-ada", "inactive": False}
    one.push(update("name_store_join", pushed))
    assert joined(one, "p-ada")["ID"] == "nsj-1"
    # Whatever the site wrote itself: it asks, so it gets it.
    assert ("name_store_join", "nsj-1", "update") in brief(one.pull())


def test_the_central_server_gets_it_when_another_site_asks() -> None:
    central, one = a_central_server(), a_remote("One")
    join = joined(one, "p-ada")
    assert sorted(brief(central.pull())) == sorted([*OF_ADA, of_join(join)])


def test_the_central_server_gets_it_when_it_asks_for_its_own_store() -> None:
    central, one = a_central_server(), a_remote("One")
    of_one = joined(one, "p-ada")
    central.pull()
    one.pull()
    join = joined(central, "p-ada")
    assert join["store_ID"] == central.store.pk
    expected = [*OF_ADA, of_join(of_one), of_join(join)]
    assert sorted(brief(central.pull())) == sorted(expected)
    assert one.pull() == []


def test_a_site_that_never_asked_for_its_data_gets_it_with_the_rest() -> None:
    one = a_remote("One", initialised=False)
    join = joined(one, "p-ada")
    assert not QueuedRecord.objects.exists()
    one.initialise()
    assert sorted(brief(one.pull())) == sorted([*OF_ADA, of_join(join)])


def test_later_versions_follow() -> None:
    one = a_remote("One")
    joined(one, "p-ada")
    one.pull()
    write(document("d-later", "p-ada"))
    assert brief(one.pull()) == [("om_document", "d-later", "update")]


@pytest.mark.parametrize("name_id", ["nobody", "n-shop", "d-ada", "p-gone"])
def test_it_refuses_who_is_no_patient(name_id: str) -> None:
    one = a_remote("One")
    write(change("name", "n-shop", type="facility"), patient("p-gone", "Gone", "Away"))
    write(Change("name", "p-gone", None))
    body = {"name_ID": name_id, "store_ID": one.store.pk}
    assert error_of(post_join("One", body), 404)["code"] == "patient_unknown"
    assert not Record.objects.filter(table_name="name_store_join").exists()


def test_it_refuses_stores_of_others() -> None:
    one, two = a_remote("One"), a_remote("Two")
    wishes = {two.store.pk: (403, "store_elsewhere"), "no-store": (404, "store_unknown")}
    for store_id, (status, code) in wishes.items():
        answer = post_join("One", {"name_ID": "p-ada", "store_ID": store_id})
        assert error_of(answer, status)["code"] == code
    idle = Store.objects.create(code="IDLE", site=one.site, disabled=True)
    answer = post_join("One", {"name_ID": "p-ada", "store_ID": idle.pk})
    assert error_of(answer, 403)["code"] == "store_elsewhere"
    assert not PatientSearch.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        [],
        {},
        {"name_ID": "p-ada"},
        {"name_ID": "p-ada", "store_ID": None},
        {"name_ID": 7, "store_ID": "s"},
        {"name_ID": "", "store_ID": "s"},
        {"name_ID": "p\0", "store_ID": "s"},
        {"name_ID": "p" * 256, "store_ID": "s"},
        {"name_ID": "p", "store_ID": "s" * 65},
    ],
)
def test_it_refuses_bodies_of_another_form(body: Any) -> None:
    a_remote("One")
    assert error_of(post_join("One", body), 400)["code"] == "request_body_invalid"


def test_it_refuses_whoever_is_not_the_site() -> None:
    one = a_remote("One")
    body = {"name_ID": "p-ada", "store_ID": one.store.pk}
    assert error_of(post_join("Nobody", body), 401)["code"] == "site_name_not_found"

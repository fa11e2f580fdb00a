import re
from typing import Any

import pytest

from sites.models import Site, Store
from tests.sites.calls import error_of
from tests.sites.registered import history_of
from tests.syncjobs.exchange.wire import stored
from tests.syncjobs.test_api.preparing import URLS, Preparer, a_preparer

pytestmark = [pytest.mark.django_db, pytest.mark.urls(URLS), pytest.mark.any_database]


def created(preparer: Preparer, body: Any) -> Any:
    answer = preparer.answer("create_site", body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_it_answers_with_a_site_and_its_store() -> None:
    preparer = a_preparer()
    made = created(preparer, {"visibleNameIds": []})
    site = Site.objects.get(pk=made["site"]["site_ID"])
    store = site.stores.get()
    assert re.fullmatch(r"[0-9a-f]{64}", made["site"].pop("password"))
    assert made == {
        "site": {"ID": str(site.uuid), "site_ID": site.pk, "name": site.name},
        "store": {"ID": store.pk, "name_ID": store.name_id},
    }
    assert (site.initialisation_status, site.hardware_id) == ("new", "")
    assert store.mode == "store"


def test_the_site_signs_in_and_is_told_who_it_is() -> None:
    preparer = a_preparer()
    remote = preparer.create_site()
    answer = remote.get("site").json()
    assert (answer["id"], answer["siteId"]) == (str(remote.site.uuid), remote.site.pk)
    assert answer["initialisationStatus"] == "new"


def test_the_history_names_nobody() -> None:
    remote = a_preparer().create_site()
    for row in (*history_of(remote.site).all(), *history_of(remote.store).all()):
        assert row.history_user is None


def test_every_site_gets_the_name_and_the_store() -> None:
    preparer = a_preparer()
    remote, other = preparer.create_site(), preparer.create_site()
    other.initialise()
    records = {(e["tableName"], e["recordId"]): e["recordData"] for e in other.pull_central()}
    name = records["name", remote.store.name_id]
    assert (name["type"], name["customer"], name["supplier"]) == ("store", True, True)
    store = records["store", remote.store.pk]
    assert (store["name_ID"], store["store_mode"]) == (remote.store.name_id, "store")
    assert store["sync_id_remote_site"] == remote.site.pk
    assert store["disabled"] is False


def test_its_store_sees_the_names_that_were_given() -> None:
    preparer = a_preparer()
    first = preparer.create_site()
    remote = preparer.create_site(first.store.name_id, "nobody", first.store.name_id)
    remote.initialise()
    joins = [entry["recordData"] for entry in remote.pull()]
    assert [join.keys() for join in joins] == [{"ID", "store_ID", "name_ID", "inactive"}] * 2
    seen = {(join["store_ID"], join["name_ID"], join["inactive"]) for join in joins}
    assert seen == {
        (remote.store.pk, first.store.name_id, False),
        (remote.store.pk, "nobody", False),
    }


def test_no_two_sites_have_anything_in_common() -> None:
    preparer = a_preparer()
    made = [created(preparer, {"visibleNameIds": []}) for _ in range(3)]
    for part in ("ID", "site_ID", "name", "password"):
        assert len({each["site"][part] for each in made}) == 3
    assert len({each["store"]["ID"] for each in made}) == 3


@pytest.mark.parametrize("body", [None, {}, {"visibleNameIds": [], "more": 1}])
def test_names_may_be_left_out(body: Any) -> None:
    preparer = a_preparer()
    assert created(preparer, body)["store"]["ID"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], "The body is not a JSON object."),
        ("x", "The body is not a JSON object."),
        ({"visibleNameIds": "x"}, "visibleNameIds is not a list of ids."),
        ({"visibleNameIds": None}, "visibleNameIds is not a list of ids."),
        ({"visibleNameIds": ["x", 1]}, "visibleNameIds is not a list of ids."),
        ({"visibleNameIds": ["a\0"]}, "visibleNameIds is not a list of ids."),
        (b"{", "The body is not JSON"),
        (b"", "The body is not JSON"),
    ],
)
def test_a_malformed_body_makes_nothing(body: Any, sentence: str) -> None:
    preparer = a_preparer()
    error = error_of(preparer.answer("create_site", body), 400)
    assert error["code"] == "request_body_invalid"
    assert sentence in error["message"]
    assert Site.objects.count() == Store.objects.count() == 1


def test_the_site_is_empty_but_for_its_joins() -> None:
    preparer = a_preparer()
    remote = preparer.create_site()
    remote.initialise()
    assert remote.pull() == []
    assert stored("store", remote.store.pk) is not None

"""Looking up patients of other sites, and having one made visible (protocol 8.3)."""

from typing import Any

import pytest

from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.documents.authoring import AuthoringError
from syncjobs.simulation.errors import NotLetInError, UnreadableReplyError
from tests.syncjobs.simulation.stand_in import StandIn, refuses, says

pytestmark = pytest.mark.any_database

ADA = {
    "ID": "p-7",
    "name": "Okoro, Ada",
    "phone": "",
    "email": "",
    "code": "P0007",
    "last": "Okoro",
    "first": "Ada",
    "date_of_birth": "1990-05-01T00:00:00",
}
JOIN = {"ID": "nsj-9", "name_ID": "p-7", "store_ID": "s-own", "inactive": False}
QUERY = {"last_name": "@oko@"}


def test_it_sends_the_credentials_and_none_of_the_other_headers(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.faults = {"GET patient": [says([ADA])], "POST name_store_join": [says(JOIN)]}
    operational.search_patients(QUERY)
    operational.join_patient("p-7")
    search, join = server.asked
    assert search.path == "/api/v4/patient?last_name=%40oko%40"
    assert join.path == "/api/v4/name_store_join"
    store_id = operational.stores()[0]["ID"]
    assert join.body == {"name_ID": "p-7", "store_ID": store_id}
    for asked in (search, join):
        assert asked.headers["authorization"].startswith("Basic ")
        assert not {"msupply-site-uuid", "app-name", "app-version", "version"} & set(asked.headers)
    assert join.headers["content-type"] == "application/json"
    assert join.connection != search.connection


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("1990-05-01T00:00:00", "1990-05-01"),
        ("0000-00-00T00:00:00", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_it_reads_patients(
    server: StandIn, operational: SimulatedSite, told: Any, read: str
) -> None:
    server.faults["GET patient"] = [says([ADA | {"date_of_birth": told, "more": 1}])]
    (found,) = operational.search_patients(QUERY)
    assert (found.id, found.name, found.code) == ("p-7", "Okoro, Ada", "P0007")
    assert (found.last, found.first, found.born_on) == ("Okoro", "Ada", read)


@pytest.mark.parametrize(
    "body",
    [
        {"data": [ADA]},
        [ADA | {"phone": None}],
        [{name: value for name, value in ADA.items() if name != "email"}],
        [{name: value for name, value in ADA.items() if name != "date_of_birth"}],
        [7],
        {"error": {"code": "query_invalid", "message": "No.", "data": None}},
    ],
)
def test_it_reads_nothing_else(server: StandIn, operational: SimulatedSite, body: Any) -> None:
    server.faults["GET patient"] = [says(body)]
    with pytest.raises(UnreadableReplyError):
        operational.search_patients(QUERY)


def test_it_takes_any_other_status_for_a_success(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.faults["GET patient"] = [says([ADA], 503)]
    assert len(operational.search_patients(QUERY)) == 1


def test_it_is_not_let_in(server: StandIn, operational: SimulatedSite) -> None:
    for route in ("GET patient", "POST name_store_join"):
        server.faults[route] = [refuses("site_refused")]
    with pytest.raises(NotLetInError, match="site_refused"):
        operational.search_patients(QUERY)
    with pytest.raises(NotLetInError, match="site_refused"):
        operational.join_patient("p-7")


@pytest.mark.parametrize(
    "answer", [says(JOIN, 201), says({"ID": "nsj-9"}), says({}, 204), refuses("no", 404)]
)
def test_a_join_is_200_and_complete(
    server: StandIn, operational: SimulatedSite, answer: Any
) -> None:
    server.faults["POST name_store_join"] = [answer]
    with pytest.raises(UnreadableReplyError):
        operational.join_patient("p-7")


def test_it_tries_again_after_silence(server: StandIn, operational: SimulatedSite) -> None:
    server.faults["POST name_store_join"] = [says({}, 408), says(JOIN)]
    assert operational.join_patient("p-7").id == "nsj-9"
    assert server.routes() == ["POST name_store_join"] * 2


def test_it_joins_to_a_store_of_its_own(server: StandIn, operational: SimulatedSite) -> None:
    with pytest.raises(AuthoringError, match="NOWHERE"):
        operational.join_patient("p-7", "NOWHERE")
    assert server.routes() == []

"""Stores through the REST API."""

from typing import Any

import pytest

from sites.models import Store
from syncjobs.exchange.moving import obstacle
from syncjobs.models import PushedBatch, Record, StoreMove
from tests.syncjobs.far_side import a_site
from tests.syncjobs.rest.calls import Script, last_change, message, refusal, rows


def test_a_store_is_made_with_its_records_and_changed(script: Script) -> None:
    site = a_site()
    made = script.post("stores/", {"code": " KAM ", "name": "Kamwala", "site_id": site.pk})
    assert made.status_code == 201
    store = made.json()
    assert (store["code"], store["site_id"], store["move"]) == ("KAM", site.pk, None)
    assert Record.objects.filter(record_id=store["id"]).exists()
    changed = script.patch(f"stores/{store['id']}/", {"mode": "dispensary", "reason": "It gives"})
    assert (changed.json()["mode"], changed.json()["name"]) == ("dispensary", "Kamwala")
    kept = last_change(Store.objects.get(code="KAM"))
    assert (kept.history_change_reason, kept.door) == ("It gives", "api")


def test_a_taken_code_is_refused_in_the_words_of_the_admin(script: Script) -> None:
    a_site()
    response = script.post("stores/", {"code": "d12"})
    assert refusal(response) == (400, "invalid")
    said = {"__all__": ["A store with this code exists already."]}
    assert response.json()["error"]["data"] == said
    nowhere = script.post("stores/", {"code": "KAM", "site_id": 999})
    assert nowhere.json()["error"]["data"] == {"site_id": ["There is no site with this id."]}


def test_a_store_moves_when_its_site_has_nothing_left(script: Script) -> None:
    old, new = a_site(), a_site("District 13", "D13")
    PushedBatch.objects.create(site=old, record_count=1, body="[]")
    store = Store.objects.get(code="D12")
    page = f"stores/{store.pk}/"
    refused = script.post(f"{page}place/", {"site_id": None})
    assert "still has 1 pushed batch that is not integrated" in message(refused)
    placed = script.post(f"{page}place/", {"site_id": new.pk, "reason": "New roads"}).json()
    assert (placed["site_id"], placed["move"]["to_site_id"]) == (old.pk, new.pk)
    move = StoreMove.objects.get()
    assert (move.requested_by, move.reason) == (script.person, "New roads")
    assert obstacle(move)
    forced = script.post(f"{page}force-move/", {"reason": "It burned down"})
    assert forced.json()["move"]["is_forced"]
    assert script.post(f"{page}cancel-move/").json()["move"] is None
    assert refusal(script.post(f"{page}cancel-move/")) == (409, "act_not_possible")


def test_stores_are_found(script: Script, viewing_script: Script) -> None:
    site = a_site()
    a_site("District 13", "D13")
    assert [row["code"] for row in rows(script.get("stores/", site_id=site.pk))] == ["D12"]
    assert [row["code"] for row in rows(script.get("stores/", search="13"))] == ["D13"]
    assert rows(script.get("stores/", on_no_site="true")) == []
    assert refusal(viewing_script.post("stores/", {"code": "X"})) == (403, "permission_denied")


def test_a_store_that_is_there_already_is_not_placed_again(script: Script) -> None:
    site = a_site()
    store = site.stores.get()
    page = f"stores/{store.pk}/place/"
    said = [message(script.post(page, {"site_id": site.pk}))]
    assert script.post(page, {"site_id": None, "reason": "Closed"}).status_code == 200
    said.append(message(script.post(page, {"site_id": None, "reason": "Closed"})))
    assert said == [
        "Store D12 is on District 12 already. Nothing to do.",
        "Store D12 is on no site already. Nothing to do.",
    ]
    kept: Any = Store.history
    assert kept.filter(id=store.pk, site=None).count() == 1


def test_two_people_overwrite_nobody(script: Script) -> None:
    page = f"stores/{a_site().stores.get().pk}/"
    seen = script.get(page).headers["ETag"]
    script.patch(page, {"name": "First"})
    late = script.patch(page, {"name": "Second"}, seen=seen)
    assert refusal(late) == (412, "changed_meanwhile")
    assert script.get(page).json()["name"] == "First"


@pytest.mark.parametrize("store_id", ["%00", "x" * 65, "nobody", "a%2Fb"])
def test_an_id_of_nobody_is_not_found(script: Script, store_id: str) -> None:
    assert script.get(f"stores/{store_id}/").status_code == 404

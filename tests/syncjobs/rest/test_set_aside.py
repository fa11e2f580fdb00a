"""Set-aside records through the REST API."""

from django.test import Client

from syncjobs.models import Record
from tests.syncjobs.admin.set_asides import set_aside_row
from tests.syncjobs.admin.test_set_aside import give_back, of_a_store_elsewhere
from tests.syncjobs.far_side import a_site
from tests.syncjobs.rest.calls import Script, message, refusal, rows


def test_they_are_listed_with_the_reason_and_read_with_what_was_pushed(script: Script) -> None:
    row = set_aside_row(a_site())
    (listed,) = rows(script.get("set-aside/?discarded=false"))
    assert (listed["reason"], "data" in listed) == (row.reason, False)
    assert script.get(f"set-aside/{row.pk}/").json()["data"] == row.data


def test_one_is_tried_again_by_what_is_known_now(script: Script) -> None:
    remote, store, row = of_a_store_elsewhere()
    page = f"set-aside/{row.pk}/try-again/"
    told = script.post(page).json()
    assert (told["accepted"], told["record"]["reason_code"]) == (False, "not_yours")
    give_back(store, remote.site)
    assert script.post(page).json() == {"accepted": True, "record": None}
    assert Record.objects.filter(record_id="s-1").exists()


def test_one_is_discarded_with_a_reason(script: Script) -> None:
    page = f"set-aside/{set_aside_row(a_site()).pk}/"
    assert refusal(script.post(f"{page}discard/", {"reason": ""})) == (400, "invalid")
    told = script.post(f"{page}discard/", {"reason": "A test"}).json()
    assert (told["discarded_by"], told["discard_reason"]) == (script.person.username, "A test")
    again = script.post(f"{page}discard/", {"reason": "A test"})
    assert message(again) == "It is discarded already. Nothing is left to do."
    assert refusal(script.post(f"{page}try-again/")) == (409, "act_not_possible")


def test_who_may_only_look_decides_nothing(viewing_script: Script) -> None:
    page = f"set-aside/{set_aside_row(a_site()).pk}/"
    for act in ("try-again", "discard"):
        refused = viewing_script.post(f"{page}{act}/", {"reason": "A test"})
        assert refusal(refused) == (403, "permission_denied")
    assert viewing_script.get(page).status_code == 200


def test_a_reason_of_spaces_is_none(script: Script, administrator: Client) -> None:
    row = set_aside_row(a_site())
    refused = script.post(f"set-aside/{row.pk}/discard/", {"reason": "   "})
    page = administrator.post(f"/admin/syncjobs/setasiderecord/{row.pk}/discard/", {"reason": "  "})
    assert refused.json()["error"]["data"] == page.context["form"].errors
    row.refresh_from_db()
    assert row.discarded_at is None

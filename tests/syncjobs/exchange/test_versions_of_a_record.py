"""Several versions of one record: the newest that may be is made, and none is lost."""

import json
from typing import Any

import pytest

from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import Record, SetAsideRecord
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.hostile import a_push, as_bytes, post_raw, requisition
from tests.syncjobs.exchange.quick_remotes import one as one
from tests.syncjobs.exchange.quick_remotes import two as two
from tests.syncjobs.exchange.wire import Entry, Remote, brief, delete, stored, update

pytestmark = pytest.mark.django_db


def push(remote: Remote, *entries: Entry) -> None:
    body = as_bytes(a_push(*entries, queue_length=0))
    assert post_raw(remote, "queued_records", body).status_code == 200
    integrate_complete_pushes()


def location(remote: Remote, **more: Any) -> Entry:
    return update("Location", {"ID": "loc-1", "store_ID": remote.store.pk} | more)


def line(**more: Any) -> Entry:
    return update("requisition_line", {"ID": "line-1", "requisition_ID": "req-1"} | more)


def patient(**more: Any) -> Entry:
    return update("name", {"ID": "p-1", "type": "patient"} | more)


def join(remote: Remote) -> Entry:
    record_id = f"join-{remote.site.pk}"
    data = {"ID": record_id, "store_ID": remote.store.pk, "name_ID": "p-1", "inactive": False}
    return update("name_store_join", data)


def document(**more: Any) -> Entry:
    return update("om_document", {"ID": "doc-1", "owner_name_ID": "p-1"} | more)


def set_aside_data() -> Any:
    return json.loads(SetAsideRecord.objects.get().data)


def test_a_version_that_is_refused_after_an_accepted_one_is_kept(one: Remote, two: Remote) -> None:
    push(one, location(one, code="good"), location(two, code="elsewhere"))
    assert stored("Location", "loc-1") == location(one, code="good")["recordData"]
    assert set_aside_data()["code"] == "elsewhere"


def test_a_record_that_is_written_again_after_its_delete_is_kept(one: Remote, two: Remote) -> None:
    push(one, location(one))
    push(one, delete("Location", "loc-1"), location(two, code="elsewhere"))
    assert stored("Location", "loc-1") is None
    assert set_aside_data()["code"] == "elsewhere"


def test_a_later_accepted_version_makes_up_for_a_refused_one(one: Remote, two: Remote) -> None:
    push(one, location(two, code="elsewhere"), location(one, code="good"))
    assert stored("Location", "loc-1") == location(one, code="good")["recordData"]
    assert not SetAsideRecord.objects.exists()
    push(one, location(two, code="elsewhere"), delete("Location", "loc-1"))
    assert stored("Location", "loc-1") is None
    assert not SetAsideRecord.objects.exists()


def test_of_several_refused_versions_the_newest_is_kept(one: Remote, two: Remote) -> None:
    push(one, location(two, code="first"), location(two, code="second"))
    assert set_aside_data()["code"] == "second"
    push(one, location(two, code="third"))
    assert set_aside_data()["code"] == "third"


def test_a_refused_version_is_not_lost_behind_one_that_waited(one: Remote, two: Remote) -> None:
    push(one, line(code="waited"))
    assert SetAsideRecord.objects.get().waits_for == "req-1"
    push(one, requisition(one, two, "req-1"), line(code="newer", requisition_ID=None))
    assert set_aside_data()["code"] == "newer"
    assert stored("requisition_line", "line-1") is None


def test_all_versions_of_a_line_follow_its_header_in_their_order(one: Remote, two: Remote) -> None:
    push(one, line(code="old"), line(code="new"), requisition(one, two, "req-1"))
    assert stored("requisition_line", "line-1") == line(code="new")["recordData"]
    assert not SetAsideRecord.objects.exists()


def test_what_waits_follows_one_that_had_to_wait_itself(one: Remote, two: Remote) -> None:
    push(one, document())
    push(two, patient(name="Ada"))
    # The patient is refused until its join has made it visible.
    push(one, patient(name="Ada L."), join(one))
    assert not SetAsideRecord.objects.exists()
    assert stored("om_document", "doc-1") is not None


def test_what_waits_does_not_follow_what_another_site_pushes(one: Remote, two: Remote) -> None:
    push(one, document())
    push(one, location(one))
    entries = (patient(), join(two))
    two_body = as_bytes(a_push(*entries, queue_length=0))
    one_body = as_bytes(a_push(location(one, code="x"), queue_length=0))
    for remote, body in ((two, two_body), (one, one_body)):
        assert post_raw(remote, "queued_records", body).status_code == 200
    integrate_complete_pushes()
    assert set_aside_data() == document()["recordData"]


def test_a_join_that_the_centre_made_inactive_gives_no_sight(one: Remote, two: Remote) -> None:
    push(two, patient(name="Ada"), join(two))
    push(one, join(one))
    inactive = join(one)["recordData"] | {"inactive": True}
    author_changes([Change("name_store_join", inactive["ID"], inactive)])
    one.pull()
    push(one, join(one), patient(name="Eve"))
    assert stored("name", "p-1") == patient(name="Ada")["recordData"]
    assert SetAsideRecord.objects.get().reason_code == "not_yours"


def test_an_edit_of_a_patient_that_somebody_deleted_meanwhile_stays(
    one: Remote, two: Remote
) -> None:
    push(one, patient(name="Ada"), join(one))
    push(two, join(two))
    assert ("name", "p-1", "update") in brief(two.pull())
    push(one, delete("name", "p-1"))
    # Before it has pulled the delete.
    push(two, patient(name="Ada L."))
    assert stored("name", "p-1") == patient(name="Ada L.")["recordData"]
    assert two.pull() == []
    assert brief(one.pull())[-1] == ("name", "p-1", "update")


def test_who_sees_a_patient_anew_gets_what_others_wrote(one: Remote, two: Remote) -> None:
    push(one, patient(name="Ada"))
    push(two, join(two), patient(name="Ada", phone="5"))
    push(one, join(one), patient(name="Ada L."))
    whole = patient(name="Ada L.", phone="5")["recordData"]
    assert stored("name", "p-1") == whole
    (entry,) = one.pull()
    assert entry["recordData"] == whole


def test_the_author_is_not_told_of_what_it_made(one: Remote, two: Remote) -> None:
    push(one, patient(name="Ada"), join(one), document(), requisition(one, two, "req-1"), line())
    push(one, patient(name="Ada L."), document(a=1), line(), location(one))
    assert one.pull() == []
    assert Record.objects.filter(author_site_id=one.site.pk).count() == 6

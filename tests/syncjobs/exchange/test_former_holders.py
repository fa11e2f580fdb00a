"""Sites that hold a record no rule gives them any more hear of its end all the same."""

from typing import Any

import pytest

from syncjobs.choices import JobKind
from syncjobs.exchange.moving import request_move
from syncjobs.jobs import runner
from syncjobs.models import Record, SyncJob
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.quick_remotes import one as one
from tests.syncjobs.exchange.quick_remotes import two as two
from tests.syncjobs.exchange.test_versions_of_a_record import join, patient, push
from tests.syncjobs.exchange.wire import Entry, Remote, brief, delete, update

pytestmark = pytest.mark.django_db


def author(entry: Entry, **members: Any) -> None:
    data = None if entry["recordData"] is None else entry["recordData"] | members
    author_changes([Change(entry["tableName"], entry["recordId"], data)])


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_deleted_patient_goes_from_where_it_is_out_of_sight(
    one: Remote, two: Remote, *, is_deleted: bool
) -> None:
    push(one, patient(name="Ada"), join(one))
    push(two, join(two))
    assert ("name", "p-1", "update") in brief(two.pull())
    gone = delete("name_store_join", join(two)["recordId"])
    author(gone if is_deleted else join(two), inactive=True)
    two.pull()
    push(one, delete("name", "p-1"))
    assert brief(two.pull()) == [("name", "p-1", "delete")]


def test_a_patient_that_was_never_in_sight_is_not_named(one: Remote, two: Remote) -> None:
    push(one, patient(name="Ada"), join(one))
    push(one, delete("name", "p-1"))
    assert two.pull() == []


def test_a_permission_that_was_everybodys_is_taken_from_the_others(
    one: Remote, two: Remote
) -> None:
    permission = update("om_user_permission", {"ID": "perm-1", "user_ID": "u", "store_ID": ""})
    author(permission)
    ends = [remote.pull_central()[-1] for remote in (one, two)]
    assert [end["recordId"] for end in ends] == ["perm-1", "perm-1"]
    author(permission, store_ID=one.store.pk)
    assert brief(one.pull()) == [("om_user_permission", "perm-1", "update")]
    assert brief(two.pull()) == [("om_user_permission", "perm-1", "delete")]
    assert "perm-1" not in {entry["recordId"] for entry in two.pull_central()}
    assert two.pull_central(ends[1]["ID"]) == []
    author(permission, comment="again everybody's")
    assert [entry["recordId"] for entry in two.pull_central(ends[1]["ID"])] == ["perm-1"]


def test_a_name_that_becomes_a_patient_is_not_told_to_everybody(one: Remote, two: Remote) -> None:
    author(patient(type="facility", name="Ada's shop"))
    push(one, join(one))
    assert one.pull_central()[-1]["recordId"] == "p-1"
    author(patient(name="Ada"))
    assert brief(one.pull()) == [("name", "p-1", "update")]
    assert two.pull() == []
    assert "p-1" not in {entry["recordId"] for entry in two.pull_central()}


def test_the_sender_gets_a_message_whose_receiver_comes_to_its_site(
    one: Remote, two: Remote
) -> None:
    stores = {"fromStoreID": one.store.pk, "toStoreID": two.store.pk}
    message = {"ID": "m-1", "status": "new"} | stores
    push(one, update("message", message))
    two.pull()
    push(two, update("message", message | {"status": "processed"}))
    assert one.pull() == []
    request_move(two.store, one.site)
    runner.run_job(SyncJob.objects.get(kind=JobKind.MOVE_STORE).pk)
    (entry,) = one.pull()
    assert entry["recordData"]["status"] == "processed"
    assert Record.objects.get(record_id="m-1").author_site_id == two.site.pk

"""What the schedule does for the exchange."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.central_server import tick_central_server, untick_central_server
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.exchange.set_aside import discard
from syncjobs.exchange.upkeep import (
    complete_silent_pushes,
    prune_discarded,
    queue_patients_for_central_server,
)
from syncjobs.models import PushedBatch, SetAsideRecord
from tests.syncjobs.exchange.wire import Remote, a_remote, brief, stored, update

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=400)
URL = "https://central.example.org"


def begin_push(site: Remote) -> None:
    location = update("Location", {"ID": "loc-1", "store_ID": site.store.pk})
    site.post("queued_records", {"queueLength": 2, "data": [location]})


def test_a_push_that_never_ends_is_taken_for_over() -> None:
    begin_push(a_remote())
    assert complete_silent_pushes() == 0
    PushedBatch.objects.update(received_at=timezone.now() - LONG_AGO)
    assert complete_silent_pushes() == 1
    integrate_complete_pushes()
    assert stored("Location", "loc-1") is not None


def test_a_push_that_goes_on_is_left_alone() -> None:
    site = a_remote()
    begin_push(site)
    PushedBatch.objects.update(received_at=timezone.now() - LONG_AGO)
    begin_push(site)
    assert complete_silent_pushes() == 0


def test_a_site_that_becomes_the_central_server_gets_all_patients() -> None:
    one, two = a_remote("One"), a_remote("Two")
    patient = {"ID": "p-1", "type": "patient"}
    join = {"ID": "j-1", "store_ID": one.store.pk, "name_ID": "p-1"}
    one.push(update("name", patient), update("name_store_join", join))
    tick_central_server(two.site, URL)
    assert queue_patients_for_central_server() == 2
    assert brief(two.pull()) == [("name", "p-1", "update"), ("name_store_join", "j-1", "update")]
    assert queue_patients_for_central_server() == 0
    one.push(update("name", patient | {"phone": "1"}))
    assert brief(two.pull()) == [("name", "p-1", "update")]


def test_a_central_server_that_becomes_it_again_gets_the_patients_of_meanwhile() -> None:
    one, two = a_remote("One"), a_remote("Two")
    tick_central_server(two.site, URL)
    queue_patients_for_central_server()
    untick_central_server(two.site, "For a while")
    queue_patients_for_central_server()
    one.push(update("name", {"ID": "p-1", "type": "patient"}))
    assert two.pull() == []
    tick_central_server(two.site, URL)
    assert queue_patients_for_central_server() == 1
    assert brief(two.pull()) == [("name", "p-1", "update")]


def test_what_was_discarded_long_ago_is_deleted(settings: Settings) -> None:
    settings.JOB_RETENTION_DAYS = 30
    site = a_remote()
    site.push(update("unit", {"ID": "u-1"}), update("unit", {"ID": "u-2"}))
    old, _ = SetAsideRecord.objects.all()
    assert discard(old.pk, "Not wanted.", None)
    assert prune_discarded() == 0
    SetAsideRecord.objects.filter(pk=old.pk).update(discarded_at=timezone.now() - LONG_AGO)
    assert prune_discarded() == 1
    assert SetAsideRecord.objects.count() == 1

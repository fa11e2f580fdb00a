"""The parts of a tick and of the daily clean-up: each is done, whatever happens to another."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from syncjobs import tasks
from syncjobs.fleet import tally
from syncjobs.models import SyncJob
from syncjobs.parts import do_each
from tests.syncjobs.admin.jobs import ended
from tests.syncjobs.far_side import a_site

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def broken() -> int:
    """A part that meets a defect."""
    raise ZeroDivisionError


def test_a_part_that_fails_is_logged_and_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    with caplog.at_level(logging.ERROR):
        do_each((lambda: done.append("first"), broken, lambda: done.append("last")))
    assert done == ["first", "last"]
    assert "broken" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("task", "parts", "position"),
    [
        (task, parts, position)
        for task, parts in (("sweep", "PARTS_OF_SWEEP"), ("prune", "PARTS_OF_PRUNING"))
        for position in range(len(getattr(tasks, parts)))
    ],
)
def test_it_goes_on_after_each_of_its_parts(
    monkeypatch: pytest.MonkeyPatch, task: str, parts: str, position: int
) -> None:
    done: list[int] = []

    def part(number: int) -> Callable[[], object]:
        return lambda: 1 // 0 if number == position else done.append(number)

    numbers = range(len(getattr(tasks, parts)))
    monkeypatch.setattr(tasks, parts, tuple(part(number) for number in numbers))
    getattr(tasks, task)()
    assert done == [number for number in numbers if number != position]


def test_jobs_that_could_not_be_counted_are_not_deleted(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.JOB_RETENTION_DAYS = 1
    old, _ = ended(site := a_site()), ended(site)
    SyncJob.objects.update(finished_at=timezone.now() - timedelta(days=2))
    monkeypatch.setattr(tally, "_count_a_chunk", broken)
    tasks.prune()
    assert SyncJob.objects.filter(pk=old.pk).exists()
    monkeypatch.undo()
    tasks.prune()
    assert not SyncJob.objects.filter(pk=old.pk).exists()


def test_sessions_that_are_over_are_deleted(client: Client) -> None:
    client.force_login(User.objects.create_user("bela"))
    tasks.prune()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    tasks.prune()
    assert not Session.objects.exists()


@pytest.mark.parametrize("task", [tasks.sweep, tasks.prune])
def test_it_does_all_of_its_parts(
    caplog: pytest.LogCaptureFixture, task: Callable[[], None]
) -> None:
    task()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

"""Deliveries: tried, put off, ended, freed, tried again, and deleted."""

import logging
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone
from pytest_django.fixtures import Settings

from syncjobs.alerts import deliveries
from syncjobs.alerts.deliveries import queue_test
from syncjobs.alerts.errors import DeliveryStateError
from syncjobs.alerts.sending import SENDERS, deliver
from syncjobs.alerts.watching import find_health_changes
from syncjobs.choices import ChannelKind
from syncjobs.doorbell import DELIVER_TASK, SWEEP_TASK
from syncjobs.models import AlertDelivery
from tests.support.servers import CeleryWorker, ValkeyServer
from tests.support.waiting import wait_for
from tests.syncjobs.alerts.stand_ins import Webhook
from tests.syncjobs.alerts.unwell import a_channel, a_site
from tests.syncjobs.far_side import at_the_same_moment

pytestmark = pytest.mark.django_db
REFUSED = "The webhook's machine is there, but nothing listens on the port."


def queued(webhook: Webhook | None = None, **columns: Any) -> AlertDelivery:
    """A test message for the webhook, or for one that nobody answers."""
    row = queue_test(a_channel(**({"address": webhook.url} if webhook else {})))
    AlertDelivery.objects.filter(pk=row.pk).update(**columns)
    return fresh(row)


def fresh(row: AlertDelivery) -> AlertDelivery:
    return AlertDelivery.objects.get(pk=row.pk)


def be_due(row: AlertDelivery) -> None:
    AlertDelivery.objects.filter(pk=row.pk).update(not_before=timezone.now())


def test_it_posts_the_payload(webhook: Webhook) -> None:
    row = queued(webhook)
    deliver(row.pk)
    assert (fresh(row).status, fresh(row).attempt, fresh(row).error) == ("sent", 1, "")
    assert (webhook.posted[0]["event"], webhook.posted[0]["version"]) == ("test", 1)
    assert webhook.paths == ["/hooks/s3cret-t0ken?key=s3cret-key"]


def test_it_posts_once_however_often_it_is_called(webhook: Webhook) -> None:
    row = queued(webhook)
    deliver(row.pk)
    deliver(row.pk)
    deliver(4711)
    assert len(webhook.posted) == 1


@pytest.mark.django_db(transaction=True)
def test_it_posts_once_when_workers_take_it_at_the_same_moment(webhook: Webhook) -> None:
    row = queued(webhook)
    at_the_same_moment([lambda: deliver(row.pk)] * 4)
    assert (len(webhook.posted), fresh(row).status) == (1, "sent")


def test_it_is_put_off_longer_and_longer_and_then_fails() -> None:
    row, pauses = queued(), []
    for _ in range(5):
        be_due(row)
        before = timezone.now()
        deliver(row.pk)
        pauses.append(round((fresh(row).not_before - before) / timedelta(minutes=1)))
        assert fresh(row).error.startswith(REFUSED)
        deliver(row.pk)
    assert pauses == [1, 5, 30, 120, 0]
    assert (fresh(row).status, fresh(row).attempt) == ("failed", 5)
    assert fresh(row).ended_at is not None


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_it_tries_again_after_a_refusal(stack: ExitStack, status: int) -> None:
    webhook = stack.enter_context(Webhook(status, 204))
    row = queued(webhook)
    deliver(row.pk)
    assert fresh(row).status == "queued"
    assert fresh(row).error.startswith(f"The webhook answered HTTP {status}.")
    be_due(row)
    deliver(row.pk)
    assert (fresh(row).status, fresh(row).attempt, fresh(row).error) == ("sent", 2, "")
    assert webhook.posted[0] == webhook.posted[1]


def test_it_follows_no_redirect(stack: ExitStack, webhook: Webhook) -> None:
    away = stack.enter_context(Webhook(302, location=webhook.url))
    row = queued(away)
    deliver(row.pk)
    assert "redirect (HTTP 302), which is not followed" in fresh(row).error
    assert webhook.posted == []


def test_it_does_not_read_on_for_ever(stack: ExitStack) -> None:
    row = queued(stack.enter_context(Webhook(body=b"x" * 100_000)))
    deliver(row.pk)
    assert fresh(row).error.startswith("The webhook's answer is far too long.")


@pytest.mark.parametrize("has_defect", [False, True])
def test_it_keeps_the_address_out_of_errors_and_logs(
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    has_defect: bool,  # noqa: FBT001 - a case of the table
) -> None:
    channel = a_channel(address="http://127.0.0.1:1/hooks/s3cret-t0ken?key=s3cret-key")
    if has_defect:

        def break_off(delivery: AlertDelivery) -> None:
            raise RuntimeError(delivery.channel.address)

        monkeypatch.setitem(SENDERS, ChannelKind.WEBHOOK, break_off)
    row = queue_test(channel)
    with caplog.at_level(logging.DEBUG, "syncjobs"):
        deliver(row.pk)
    assert fresh(row).status == ("failed" if has_defect else "queued")
    assert "s3cret" not in fresh(row).error + caplog.text
    assert ("Delivery" in caplog.text) == has_defect
    assert logging.getLogger("urllib3").getEffectiveLevel() >= logging.INFO


def test_it_frees_what_a_lost_worker_held(webhook: Webhook) -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    row = queued(webhook, status="sending", attempt=1, began_at=long_ago)
    assert (deliveries.free_silent_deliveries(), deliveries.free_silent_deliveries()) == (1, 0)
    assert (fresh(row).status, fresh(row).error) == ("queued", "The worker that sent it was lost.")
    be_due(row)
    deliver(row.pk)
    assert fresh(row).status == "sent"


def test_it_leaves_what_is_being_sent() -> None:
    queued(status="sending", attempt=1, began_at=timezone.now())
    assert deliveries.free_silent_deliveries() == 0


def test_a_try_that_was_freed_cannot_end_the_next_one() -> None:
    row = queued()
    first = deliveries.claim(row.pk)
    assert first is not None
    AlertDelivery.objects.update(attempt=2)
    assert deliveries.end_sent(first) is False
    assert fresh(row).status == "sending"


def test_it_gives_a_failed_one_another_try(webhook: Webhook) -> None:
    row = queued(webhook, status="failed", attempt=5, ended_at=timezone.now(), error="No.")
    deliveries.try_again(row.pk)
    assert (fresh(row).status, fresh(row).ended_at) == ("queued", None)
    deliver(row.pk)
    assert (fresh(row).status, fresh(row).attempt) == ("sent", 6)


@pytest.mark.parametrize("status", ["sent", "sending"])
def test_it_does_not_send_again_what_was_sent(status: str) -> None:
    row = queued(status=status)
    with pytest.raises(DeliveryStateError):
        deliveries.try_again(row.pk)


def test_it_deletes_what_ended_long_ago(settings: Settings) -> None:
    settings.JOB_RETENTION_DAYS = 30
    old = timezone.now() - timedelta(days=31)
    channel = a_channel()
    for status, ended_at in (("sent", old), ("failed", old), ("sent", timezone.now())):
        row = queue_test(channel)
        AlertDelivery.objects.filter(pk=row.pk).update(status=status, ended_at=ended_at)
    waiting = queue_test(channel)
    AlertDelivery.objects.filter(pk=waiting.pk).update(created_at=old)
    assert deliveries.prune_deliveries() == 2
    assert AlertDelivery.objects.count() == 2


def test_it_rings_for_what_nobody_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(deliveries, "ring_for_deliveries", rung.extend)
    waits = queued(not_before=timezone.now() - timedelta(minutes=1))
    queue_test(waits.channel)
    later = queue_test(waits.channel)
    AlertDelivery.objects.filter(pk=later.pk).update(
        not_before=timezone.now() + timedelta(minutes=1)
    )
    assert (deliveries.ring_due_deliveries(), rung) == (1, [waits.pk])


@pytest.mark.django_db(transaction=True)
def test_it_queues_while_the_broker_is_away(valkey: ValkeyServer) -> None:
    valkey.kill()
    assert queued().status == "queued"


@pytest.mark.django_db(transaction=True)
def test_a_worker_delivers_what_a_look_found(
    celery_worker_process: CeleryWorker, stack: ExitStack
) -> None:
    webhook = stack.enter_context(Webhook(500, 200))
    a_channel(address=webhook.url)
    a_site(hours=30)
    assert find_health_changes() == 1
    sent = AlertDelivery.objects.filter(subject="District 12 is late")
    wait_for(lambda: sent.get().error, 30, "The first try")
    assert (sent.get().status, sent.get().attempt) == ("queued", 1)
    assert sent.get().error.startswith("The webhook answered HTTP 500.")
    sent.update(not_before=timezone.now() - timedelta(minutes=1))
    current_app.send_task(SWEEP_TASK)
    wait_for(lambda: sent.get().status == "sent", 30, "The second try")
    assert [posted["health"] for posted in webhook.posted] == ["late", "late"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_delivers_again_what_a_killed_one_held(
    celery_worker_process: CeleryWorker, webhook: Webhook
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    row = AlertDelivery.objects.create(
        channel=a_channel(address=webhook.url),
        subject="Lost",
        payload="{}",
        status="sending",
        attempt=1,
        began_at=long_ago,
        not_before=long_ago,
    )
    current_app.send_task(SWEEP_TASK)
    wait_for(lambda: fresh(row).status == "queued", 30, "The freeing")
    be_due(row)
    current_app.send_task(DELIVER_TASK, args=[row.pk])
    wait_for(lambda: fresh(row).status == "sent", 30, "The second try")

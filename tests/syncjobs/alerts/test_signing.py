"""The signature of a message to a webhook, as a program that takes it checks it."""

import hashlib
import hmac
import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from syncjobs.alerts.deliveries import queue_test
from syncjobs.alerts.sending import deliver
from syncjobs.alerts.signing import signing_secret
from syncjobs.models import AlertChannel
from tests.syncjobs.alerts.stand_ins import Webhook
from tests.syncjobs.alerts.unwell import a_channel

pytestmark = pytest.mark.django_db


def secret_of(channel: AlertChannel) -> str:
    """The address at which the secret is asked for."""
    return f"/admin/syncjobs/alertchannel/{channel.pk}/secret/"


def test_it_signs_the_body_that_it_posts(webhook: Webhook, administrator: Client) -> None:
    channel = a_channel(address=webhook.url)
    deliver(queue_test(channel).pk)
    page = administrator.post(secret_of(channel))
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    secret = page.context["secret"]
    assert len(secret) == 64
    assert {secret, "Portal-Signature"} <= set(re.split(r"[<>]", page.content.decode()))
    expected = hmac.new(secret.encode(), webhook.bodies[0], hashlib.sha256).hexdigest()
    assert webhook.headers[0]["Portal-Signature"] == f"sha256={expected}"
    assert webhook.headers[0]["Content-Type"] == "application/json"


@pytest.mark.any_database
def test_each_channel_and_each_portal_has_its_own_secret(settings: Settings) -> None:
    secrets = {signing_secret(1), signing_secret(2)}
    settings.SECRET_KEY = "another portal's"
    secrets.add(signing_secret(1))
    assert len(secrets) == 3


def test_only_who_may_change_a_channel_sees_its_secret(
    administrator: Client, viewer: Client
) -> None:
    channel = a_channel()
    secret = signing_secret(channel.pk)
    page = f"/admin/syncjobs/alertchannel/{channel.pk}/change/"
    assert "Show the signing secret" in administrator.get(page).content.decode()
    assert secret not in administrator.get(page).content.decode()
    assert "signing secret" not in viewer.get(page).content.decode()
    assert viewer.post(secret_of(channel)).status_code == 403
    assert administrator.get(secret_of(channel)).status_code == 405


def test_an_email_channel_has_none(administrator: Client) -> None:
    channel = a_channel(kind="email", address="health@example.org")
    page = administrator.get(f"/admin/syncjobs/alertchannel/{channel.pk}/change/")
    assert "signing secret" not in page.content.decode()
    assert administrator.post(secret_of(channel)).status_code == 404

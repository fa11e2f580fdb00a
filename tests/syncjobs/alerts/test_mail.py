"""Alerts by e-mail."""

from email import message_from_string
from email.message import Message

import pytest
from pytest_django.fixtures import Settings

from syncjobs.alerts.deliveries import queue_test
from syncjobs.alerts.sending import deliver
from syncjobs.models import AlertDelivery
from tests.syncjobs.alerts.stand_ins import MailServer
from tests.syncjobs.alerts.unwell import a_channel

pytestmark = pytest.mark.django_db


def sent() -> AlertDelivery:
    """A test to a channel after its first try."""
    row = queue_test(a_channel(kind="email", address="health@example.org"))
    deliver(row.pk)
    return AlertDelivery.objects.get(pk=row.pk)


def mail_of(server: MailServer) -> Message:
    (text,) = server.mails
    return message_from_string(text)


def test_it_reaches_the_mail_server(mail_server: MailServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Portal <portal@example.org>"
    assert sent().status == "sent"
    mail = mail_of(mail_server)
    assert (mail["From"], mail["To"]) == ("Portal <portal@example.org>", "health@example.org")
    assert mail["Subject"] == "A test of the alert channel Team"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Alerts about sites will come here." in str(mail.get_payload())


@pytest.mark.parametrize(
    ("refusals", "error"),
    [
        ({"RCPT": "550 No such user"}, "refused the recipient: 550 No such user"),
        ({"MAIL": "554 Not from you"}, "refused the message: 554 Not from you"),
        ({"DATA": "451 Come back later"}, "refused the message: 451 Come back later"),
    ],
)
def test_it_says_what_the_mail_server_said(
    mail_server: MailServer, refusals: dict[str, str], error: str
) -> None:
    mail_server.refusals = refusals
    delivery = sent()
    assert delivery.status == "queued"
    assert f"The mail server {error}" in delivery.error


def test_it_tells_no_password(mail_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "s3cret"
    mail_server.refusals = {"EHLO": "250-Hello\r\n250 AUTH PLAIN", "AUTH": "535 s3cret is wrong"}
    assert sent().error.startswith("The mail server refused the sign-in (code 535).")
    assert "s3cret" not in AlertDelivery.objects.get().error


def test_it_waits_for_a_mail_server_that_is_away(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1
    delivery = sent()
    assert delivery.status == "queued"
    assert delivery.error.startswith("The mail server cannot be reached (ConnectionRefusedError).")


def test_it_says_that_no_mail_server_is_set_up(settings: Settings) -> None:
    settings.EMAIL_IS_SET_UP = False
    delivery = sent()
    assert (delivery.status, delivery.attempt) == ("failed", 1)
    assert delivery.error.startswith("E-mail is not set up. Set EMAIL_URL")

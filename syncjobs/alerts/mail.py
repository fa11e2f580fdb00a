"""Alerts by e-mail, through the mail server of EMAIL_URL."""

from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from syncjobs.alerts.errors import DeliveryError
from syncjobs.models import AlertDelivery

LONGEST_REPLY = 300


def send_mail(delivery: AlertDelivery) -> None:
    """Sends the text to the channel's address. Raises DeliveryError."""
    if not settings.EMAIL_IS_SET_UP:
        raise DeliveryError(
            "E-mail is not set up.",
            "Set EMAIL_URL and DEFAULT_FROM_EMAIL in the environment, restart, then try again.",
            may_pass=False,
        )
    mail = EmailMessage(
        subject=delivery.subject,
        body=delivery.text,
        to=[delivery.channel.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    connection = get_connection()
    try:
        connection.send_messages([mail])
    except SMTPException as error:
        raise _refused(error) from None
    except OSError as error:
        raise DeliveryError(
            f"The mail server cannot be reached ({type(error).__name__}).",
            "Check host and port in EMAIL_URL, and that a firewall lets the portal through.",
        ) from None
    finally:
        connection.close()


def _refused(error: SMTPException) -> DeliveryError:
    if isinstance(error, SMTPAuthenticationError):
        return DeliveryError(
            f"The mail server refused the sign-in (code {error.smtp_code}).",
            "Check user and password in EMAIL_URL.",
        )
    if isinstance(error, SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return _replied("The mail server refused the recipient", code, reply)
    if isinstance(error, SMTPResponseException):
        return _replied("The mail server refused the message", error.smtp_code, error.smtp_error)
    return DeliveryError(
        f"The mail server broke off ({type(error).__name__}).", "Look at the mail server."
    )


def _replied(sentence: str, code: int, reply: bytes | str) -> DeliveryError:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    said = " ".join(text.split())[:LONGEST_REPLY]
    return DeliveryError(f"{sentence}: {code} {said}".strip(), "Look at the mail server.")

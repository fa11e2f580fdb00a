"""Alerts to a webhook: one POST of JSON, within limits of time and size."""

from http import HTTPStatus
from typing import Final

from syncjobs.alerts.errors import DeliveryError
from syncjobs.alerts.signing import SIGNATURE_HEADER, signature
from syncjobs.clients.bounded_http import NoAnswer, NoAnswerError, Question, ask
from syncjobs.models import AlertDelivery

# Sentence and advice. None has the address in it, which is a secret.
MEANINGS: Final = {
    NoAnswer.NO_CONNECTION: (
        "The webhook's server did not react in time.",
        "Check that a firewall lets the portal through to it.",
    ),
    NoAnswer.HOST_UNKNOWN: (
        "No server has the host name of the webhook.",
        "Check the address of the channel.",
    ),
    NoAnswer.REFUSES_CONNECTION: (
        "The webhook's machine is there, but nothing listens on the port.",
        "Check the port in the address of the channel.",
    ),
    NoAnswer.CONNECTION_LOST: (
        "The connection to the webhook was lost before an answer came.",
        "Check whether its address begins with http or https.",
    ),
    NoAnswer.TOO_SLOW: (
        "The webhook took the connection but did not answer in time.",
        "Look at the service behind it.",
    ),
    NoAnswer.SPEAKS_HTTP: (
        "The webhook's server speaks http on this port, not https.",
        "Correct the address of the channel.",
    ),
    NoAnswer.CERTIFICATE_REFUSED: (
        "The certificate of the webhook's server is not one of a public authority.",
        "Give it such a certificate, for exactly this host name.",
    ),
    NoAnswer.ANSWER_TOO_LONG: (
        "The webhook's answer is far too long.",
        "Check that the address of the channel is one for programs, not a page.",
    ),
}


def post_to_webhook(delivery: AlertDelivery) -> None:
    """Posts the payload, signed; any 2xx is enough. Raises DeliveryError."""
    body = delivery.payload.encode()
    headers = {SIGNATURE_HEADER: signature(delivery.channel_id, body)}
    try:
        answer = ask(Question(delivery.channel.address, body, headers))
    except NoAnswerError as error:
        # Not with its cause, whose text has the address.
        raise DeliveryError(*MEANINGS[error.reason]) from None
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if answer.location:
        raise DeliveryError(
            f"The webhook answered with a redirect (HTTP {answer.status}), which is not followed.",
            "Enter the address to which it leads.",
        )
    raise DeliveryError(
        f"The webhook answered HTTP {answer.status}.",
        "Look at that service, and whether the address of the channel is still valid there.",
    )

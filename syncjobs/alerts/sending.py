"""One try to deliver an alert: claim it, send it, and turn the outcome into its state."""

import logging
from traceback import format_tb

from syncjobs.alerts.deliveries import claim, end_failed, end_sent
from syncjobs.alerts.errors import DeliveryError
from syncjobs.alerts.mail import send_mail
from syncjobs.alerts.webhook import post_to_webhook
from syncjobs.choices import ChannelKind

log = logging.getLogger(__name__)

SENDERS = {ChannelKind.EMAIL: send_mail, ChannelKind.WEBHOOK: post_to_webhook}


def deliver(delivery_id: int) -> None:
    """Sends the alert if it is due and nobody else does. It may be called any number of times."""
    delivery = claim(delivery_id)
    if delivery is None:
        return
    try:
        SENDERS[ChannelKind(delivery.channel.kind)](delivery)
    except DeliveryError as error:
        end_failed(delivery.pk, delivery.attempt, error)
    except Exception as defect:  # noqa: BLE001 - logged, but for its text, which may have a secret
        where = "".join(format_tb(defect.__traceback__))
        log.error("Delivery %s met %s.\n%s", delivery.pk, type(defect).__name__, where)  # noqa: TRY400
        sentence = "The portal met a problem of its own; the cause is in the worker's log."
        end_failed(delivery.pk, delivery.attempt, DeliveryError(sentence, may_pass=False))
    else:
        end_sent(delivery)

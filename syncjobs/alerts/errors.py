"""What can go wrong with channels and deliveries."""

from sites.errors import PortalError


class ChannelError(PortalError):
    """An address to which nothing could be sent."""

    code = "alert_channel_invalid"


class DeliveryError(PortalError):
    """A delivery that did not reach its channel; `may_pass` says whether it is tried again."""

    code = "alert_not_delivered"

    def __init__(self, sentence: str, advice: str = "", *, may_pass: bool = True) -> None:
        super().__init__(sentence, advice)
        self.may_pass = may_pass


class DeliveryStateError(PortalError):
    """The delivery is not in a state in which this can be done with it."""

    code = "alert_delivery_state"
    http_status = 409

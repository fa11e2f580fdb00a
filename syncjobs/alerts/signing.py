"""What lets a webhook know that a message is the portal's.

Each channel has a secret of its own, which follows from SECRET_KEY and the channel's number, so
that it is stored nowhere and cannot be read out of a database. It changes with SECRET_KEY.
"""

import hashlib
import hmac
from typing import Final

from django.utils.crypto import salted_hmac

SIGNATURE_HEADER: Final = "Portal-Signature"
_SALT: Final = "syncjobs.alerts.signing"


def signing_secret(channel_id: int) -> str:
    """The secret of the channel: 64 hexadecimal characters."""
    return salted_hmac(_SALT, str(channel_id), algorithm="sha256").hexdigest()


def signature(channel_id: int, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA256 of the body with the channel's secret, in hexadecimal."""
    mac = hmac.new(signing_secret(channel_id).encode(), body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"

"""Counting the wrong tokens that come from an address."""

import hashlib
import logging
from typing import Final

from django.conf import settings

from portal.api_tokens.errors import TooManyWrongTokensError
from sites.choices import LockoutKind
from sites.logins.counts import count_try
from sites.logins.subjects import Subject, network_of

log = logging.getLogger(__name__)

MOST: Final = 30


def count_wrong_token(address: str) -> None:
    """Counts one more. Raises TooManyWrongTokensError beyond MOST in LOGIN_WINDOW_SECONDS.

    Right tokens are not asked about this: nobody can keep anybody out by sending wrong ones.
    """
    digest = hashlib.sha256(network_of(address).encode()).hexdigest()
    subject = Subject(LockoutKind.ADDRESS, f"api-tokens:{digest}", MOST)
    count = count_try([subject]).by_key[subject.key]
    if count <= MOST:
        return
    if count == MOST + 1:
        log.warning("More than %s wrong tokens of the REST API came from one address.", MOST)
    raise TooManyWrongTokensError(settings.LOGIN_WINDOW_SECONDS)

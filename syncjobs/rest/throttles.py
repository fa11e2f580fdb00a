"""How many calls a token, or a person who is signed in, may make in a minute."""

import logging
import time
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

log = logging.getLogger(__name__)

WINDOW_SECONDS: Final = 60


class CallsPerMinute(BaseThrottle):
    """Counts calls by the clock's minutes; while the shared cache is away none are refused."""

    def allow_request(self, request: Request, view: Any) -> bool:  # noqa: ARG002
        """Whether this call is one of the API_CALLS_PER_MINUTE."""
        now = int(time.time())
        self._left = WINDOW_SECONDS - now % WINDOW_SECONDS
        who = f"token-{request.auth.pk}" if request.auth else f"person-{request.user.pk}"
        counter = f"api-calls:{who}:{now // WINDOW_SECONDS}"
        try:
            cache.add(counter, 0, 2 * WINDOW_SECONDS)
            count: int = cache.incr(counter)
        except ValueError:
            # The cache has dropped the counter between the two calls.
            return True
        except RedisError:
            log.warning("The shared cache does not answer; calls of the API are not counted.")
            return True
        return count <= int(settings.API_CALLS_PER_MINUTE)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return float(self._left)

"""Looking on must never disturb what is looked at."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

log = logging.getLogger(__name__)

P = ParamSpec("P")


def harmless(note: Callable[P, None]) -> Callable[P, None]:
    """Logs whatever goes wrong in `note`, which is about a site's call but no part of it.

    What the call did is committed before, and its answer is the same whatever happens here.
    """

    @wraps(note)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            note(*args, **kwargs)
        except Exception:
            log.exception("A site could not be followed.")

    return guarded

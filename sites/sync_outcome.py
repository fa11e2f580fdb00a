"""How a site's last sync ended, as its health is read from (design 8).

Whoever sees the end of a sync says it here: the worker that mirrored it, or the calls of a site
that is followed.
"""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from sites.models import Site

LONGEST_CODE: Final = 60


def record_sync_success(site_id: int, duration: timedelta | None) -> None:
    """Keeps that a sync of the site has just ended well, after `duration` if it is known."""
    Site.objects.filter(pk=site_id).update(
        last_success_at=timezone.now(),
        last_success_duration=duration,
        last_failure_code="",
        last_failure_message="",
    )


def record_sync_failure(site_id: int, code: str, message: str) -> None:
    """Keeps why the site's last sync failed: a code (snake_case) and a sentence for people."""
    Site.objects.filter(pk=site_id).update(
        last_failure_code=code[:LONGEST_CODE], last_failure_message=message
    )

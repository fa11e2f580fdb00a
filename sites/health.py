"""How a site is, as shown to people: one word for each (design 8).

The last attempt counts first: a site that was refused or whose sync failed is failing, however
long ago. Otherwise the time since its last successful sync decides; for a site that never had one,
the time since its machine was bound or the site was made.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from sites.models import Site
from sites.querysets import SiteQuerySet


class Health(models.TextChoices):
    """The states in which a site can be; the values are used in addresses and exports."""

    OK = "ok", "OK"
    LATE = "late", "Late"
    DOWN = "down", "Down"
    FAILING = "failing", "Failing"
    NEVER_SEEN = "never_seen", "Never seen"
    DISABLED = "disabled", "Disabled"


UNWELL: Final = (Health.LATE, Health.DOWN, Health.FAILING)


def health_of(site: Site, now: datetime | None = None) -> Health:
    """The health of one site that is at hand."""
    if site.is_disabled:
        return Health.DISABLED
    if site.last_refusal_code or site.last_failure_code:
        return Health.FAILING
    if site.last_contact_at is None and site.last_attempt_at is None:
        return Health.NEVER_SEEN
    silence = (now or timezone.now()) - _since(site)
    if silence > (site.down_after or down_after()):
        return Health.DOWN
    return Health.LATE if silence > (site.late_after or late_after()) else Health.OK


def with_health(sites: SiteQuerySet, now: datetime | None = None) -> SiteQuerySet:
    """The sites with their `health` (a value of `Health`), worked out by the database."""
    moment = now or timezone.now()
    never_called = Q(last_contact_at__isnull=True, last_attempt_at__isnull=True)
    return sites.annotate(
        silent_since=Coalesce("last_success_at", "hardware_id_bound_at", "created_at")
    ).annotate(
        health=Case(
            When(disabled_at__isnull=False, then=Value(Health.DISABLED.value)),
            When(
                ~Q(last_refusal_code="") | ~Q(last_failure_code=""),
                then=Value(Health.FAILING.value),
            ),
            When(never_called, then=Value(Health.NEVER_SEEN.value)),
            When(_silent(moment, "down_after", down_after()), then=Value(Health.DOWN.value)),
            When(_silent(moment, "late_after", late_after()), then=Value(Health.LATE.value)),
            default=Value(Health.OK.value),
            output_field=models.CharField(),
        )
    )


def late_after() -> timedelta:
    """LATE_AFTER_HOURS."""
    return timedelta(hours=settings.LATE_AFTER_HOURS)


def down_after() -> timedelta:
    """DOWN_AFTER_HOURS."""
    return timedelta(hours=settings.DOWN_AFTER_HOURS)


def _since(site: Site) -> datetime:
    return site.last_success_at or site.hardware_id_bound_at or site.created_at


def _silent(now: datetime, own_limit: str, limit: timedelta) -> Q:
    """Sites that are silent for longer than the limit; than their own one where they have it."""
    usual = Q(**{f"{own_limit}__isnull": True}, silent_since__lt=now - limit)
    own = Q(**{f"{own_limit}__isnull": False}, silent_since__lt=Value(now) - F(own_limit))
    return usual | own

"""Which sites are not as they were last told to be."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce

from sites.health import UNWELL, Health, with_health
from sites.models import Site

IS_UNWELL: Final = Q(health__in=UNWELL)
NEVER_TOLD: Final = Q(told__isnull=True)
TOLD_OTHERWISE: Final = ~Q(told=F("health")) | ~Q(told_cause=F("cause"))

NOT_SEEN: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """How a site is, with why it is failing, and what was told of it; empty when nothing was.

    `since` is when a look first found it so, `times` how often an unsteady one became unwell.
    """

    site_id: int
    name: str
    code: str
    health: str
    cause: str
    told: str
    told_cause: str
    since: datetime = NOT_SEEN
    times: int = 0

    @property
    def state(self) -> tuple[str, str]:
        """What sites have in common that are told of in one message."""
        return self.health, self.cause

    @property
    def is_unwell(self) -> bool:
        """Whether its health is one that people should hear of."""
        return self.health in UNWELL

    @property
    def is_of_interest(self) -> bool:
        """Whether people want to hear of it: not of sites that were disabled or begin anew."""
        return self.is_unwell or self.health == Health.OK


def changed_sites(now: datetime) -> list[Change]:
    """Unwell sites that were told to be well, or unwell otherwise, and the other way round.

    One query, whatever the number of sites; those that are as they were told are not read.
    """
    refusal_first = Case(
        When(~Q(health=Health.FAILING.value), then=Value("")),
        When(~Q(last_refusal_code=""), then=F("last_refusal_code")),
        default=F("last_failure_code"),
        output_field=CharField(),
    )
    sites = with_health(Site.objects.order_by("name_key"), now).annotate(
        cause=refusal_first,
        told=F("alerted_health__health"),
        told_cause=F("alerted_health__cause"),
    )
    became = IS_UNWELL & (NEVER_TOLD | TOLD_OTHERWISE)
    found = sites.filter(became | (~IS_UNWELL & ~NEVER_TOLD)).values_list(
        "pk",
        "name",
        "code",
        "health",
        "cause",
        Coalesce("told", Value("")),
        Coalesce("told_cause", Value("")),
    )
    return [Change(*row) for row in found]

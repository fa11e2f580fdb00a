"""The health of a site as a coloured word, wherever the admin shows it."""

from typing import Final

from django.db.models import Case, IntegerField, Value, When
from django.utils.safestring import SafeString

from sites.admin.site_display import badge, refusal_sentence
from sites.health import Health, health_of
from sites.models import Site

BADGE_KINDS: Final = {
    Health.OK: "good",
    Health.LATE: "warn",
    Health.DOWN: "bad",
    Health.FAILING: "bad",
    Health.NEVER_SEEN: "calm",
    Health.DISABLED: "calm",
}
# The most worrying first; nobody expects anything of a disabled site.
ORDER_OF_WORRY: Final = (
    Health.FAILING,
    Health.DOWN,
    Health.LATE,
    Health.NEVER_SEEN,
    Health.OK,
    Health.DISABLED,
)
# For sites of `with_health`.
WORRY: Final = Case(
    *(When(health=health.value, then=Value(rank)) for rank, health in enumerate(ORDER_OF_WORRY)),
    output_field=IntegerField(),
)


# In these states the time of the last success is what counts.
BY_SUCCESS: Final = (Health.OK, Health.LATE, Health.DOWN)


def health_badge(site: Site) -> SafeString:
    """The health as a badge; its title says why, where there is a reason to tell."""
    health = Health(getattr(site, "health", None) or health_of(site))
    return health_word(site, health, health_reason(site, health))


def health_word(site: Site, health: Health, title: str = "") -> SafeString:
    """The health as a badge.

    A site that is not late yet but never had a sync that succeeded is not called well.
    """
    if health is Health.OK and site.last_success_at is None:
        return badge("calm", f"{health.label}, no sync yet", title)
    return badge(BADGE_KINDS[health], health.label, title)


def health_reason(site: Site, health: Health) -> str:
    """Why the site is so; empty where the word says it all."""
    if health is Health.DISABLED:
        return site.disabled_reason
    if health in BY_SUCCESS and site.last_success_at is None:
        return "No sync of it has succeeded yet."
    if health is not Health.FAILING:
        return ""
    if site.last_refusal_code:
        return f"Refused: {refusal_sentence(site)}"
    return site.last_failure_message or site.last_failure_code

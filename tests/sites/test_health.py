"""The health of a site: the same word from the row at hand and from the database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sites.health import Health, health_of, with_health
from sites.models import Site
from tests.sites.registered import registered

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def changed(**values: Any) -> Site:
    site = registered()
    Site.objects.filter(pk=site.pk).update(**values)
    return Site.objects.get(pk=site.pk)


def ago(hours: float) -> datetime:
    return timezone.now() - hours * HOUR


def seen(hours: float, **values: Any) -> dict[str, Any]:
    """A site that called a moment ago, and had its last success so many hours ago."""
    return {"last_contact_at": ago(0), "last_success_at": ago(hours), **values}


@pytest.mark.parametrize(
    ("values", "health"),
    [
        ({}, Health.NEVER_SEEN),
        (seen(1), Health.OK),
        (seen(23), Health.OK),
        (seen(25), Health.LATE),
        (seen(73), Health.DOWN),
        (seen(1, last_refusal_code="site_has_no_store"), Health.FAILING),
        (seen(90, last_failure_code="site_went_silent"), Health.FAILING),
        ({"last_attempt_at": ago(0), "last_refusal_code": "site_disabled"}, Health.FAILING),
        (seen(1, disabled_at=ago(1)), Health.DISABLED),
        (seen(90, disabled_at=ago(1), last_failure_code="x"), Health.DISABLED),
        (seen(25, late_after=48 * HOUR), Health.OK),
        (seen(2, late_after=HOUR), Health.LATE),
        (seen(2, down_after=HOUR), Health.DOWN),
        (seen(80, late_after=HOUR, down_after=100 * HOUR), Health.LATE),
        ({"last_contact_at": ago(0), "hardware_id_bound_at": ago(30)}, Health.LATE),
        ({"last_contact_at": ago(0), "hardware_id_bound_at": ago(1)}, Health.OK),
        ({"last_contact_at": ago(0)}, Health.OK),
        # Without a success, the limits count from the first contact of its machine.
        ({"last_contact_at": ago(0), "hardware_id_bound_at": ago(80)}, Health.DOWN),
    ],
)
def test_it_is_told_alike(values: dict[str, Any], health: Health) -> None:
    site = changed(**values)
    assert health_of(site) == health
    assert with_health(Site.objects.all()).get().health == health  # type: ignore[attr-defined]

"""Lines of the overview that are there only when somebody has to do something."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from sites.models import PendingClaim, Site
from syncjobs.models import AlertChannel, AlertDelivery
from tests.portal.forms import text_of
from tests.portal.test_overview import link_of
from tests.sites.registered import bare

pytestmark = pytest.mark.any_database


def claimed(site: Site, hardware_id: str) -> None:
    """A second device of the site."""
    now = timezone.now()
    PendingClaim.objects.create(site=site, hardware_id=hardware_id, first_at=now, last_at=now)


def test_it_counts_the_sites_with_a_second_device(administrator: Client) -> None:
    assert "second device" not in text_of(administrator.get("/admin/"))
    one, two, _ = bare("One"), bare("Two"), bare("Three")
    for site, device in ((one, "a"), (one, "b"), (two, "a")):
        claimed(site, device)
    response = administrator.get("/admin/")
    assert "2 sites with a second device, about which somebody" in text_of(response)
    listed: Any = administrator.get(link_of(response, "second-devices"))
    assert {site.name for site in listed.context["cl"].result_list} == {"One", "Two"}


def failed(subject: str, hours: int = 1, status: str = "failed") -> None:
    """A delivery that ended so many hours ago."""
    channel, _ = AlertChannel.objects.get_or_create(name="Team", kind="email", address="a@b.org")
    ended = timezone.now() - timedelta(hours=hours)
    AlertDelivery.objects.create(
        channel=channel, subject=subject, status=status, not_before=ended, ended_at=ended
    )


def test_it_tells_of_alerts_that_did_not_arrive(administrator: Client) -> None:
    failed("Long ago", hours=25)
    failed("Arrived", status="sent")
    assert "not delivered" not in text_of(administrator.get("/admin/"))
    failed("One")
    failed("Two", hours=23)
    response = administrator.get("/admin/")
    assert "Alerts Failed 2 alerts not delivered in the last day" in text_of(response)
    listed: Any = administrator.get(link_of(response, "failed-deliveries"))
    subjects = [delivery.subject for delivery in listed.context["cl"].result_list]
    assert subjects == ["Two", "One", "Long ago"]


def test_it_shows_neither_to_those_who_may_see_nothing(client: Client) -> None:
    failed("One")
    claimed(bare("One"), "a")
    client.force_login(User.objects.create(username="nobody", is_staff=True))
    page = text_of(client.get("/admin/"))
    assert ("not delivered" in page, "second device" in page) == (False, False)

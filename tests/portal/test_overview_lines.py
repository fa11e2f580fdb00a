"""Lines of the overview that are there only when somebody has to do something."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sites.models import PendingClaim, Site
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

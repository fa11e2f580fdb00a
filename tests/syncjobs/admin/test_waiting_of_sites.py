"""What waits for each site, in the list of sites."""

import pytest
from django.test import Client

from syncjobs.models import SiteQueue
from tests.portal.forms import text_of
from tests.sites.admin.addresses import SITES
from tests.sites.admin.test_site_list import names
from tests.sites.registered import bare

pytestmark = pytest.mark.django_db
WAITING = 7


def test_it_shows_and_sorts_by_what_waits(administrator: Client) -> None:
    for name, length in (("Full", 1_234), ("Empty", 0)):
        SiteQueue.objects.create(site=bare(name), length=length)
    bare("Never asked")
    assert "1,234" in text_of(administrator.get(SITES))
    assert names(administrator, f"?o={WAITING}") == ["Never asked", "Empty", "Full"]
    assert names(administrator, f"?o=-{WAITING}") == ["Full", "Empty", "Never asked"]

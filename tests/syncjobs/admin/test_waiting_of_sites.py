"""What waits for each site, in the list of sites."""

from typing import Any

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


def test_it_filters_by_what_waits(administrator: Client) -> None:
    for name, length in (("Empty", 0), ("One", 1), ("Fewer", 999), ("Full", 1_000)):
        SiteQueue.objects.create(site=bare(name), length=length)
    bare("Never asked")
    everybody = ["Empty", "Fewer", "Full", "Never asked", "One"]
    for choice, expected in (
        ("none", ["Empty"]),
        ("some", ["Fewer", "One"]),
        ("many", ["Full"]),
        ("unasked", ["Never asked"]),
        ("nonsense", everybody),
    ):
        assert names(administrator, f"?waiting={choice}") == expected, choice
    page = administrator.get(SITES).content.decode()
    assert page.index('href="?success=day"') < page.index('href="?waiting=none"')


def test_it_exports_what_the_filter_finds(administrator: Client) -> None:
    SiteQueue.objects.create(site=bare("Full"), length=5_000)
    bare("Never asked")
    answer: Any = administrator.get(f"{SITES}export/?waiting=many")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["name", "Full"]

"""Limits of health and the time zone of one site, as its form takes them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sites.errors import RegisterError
from sites.models import Site
from sites.registration import SiteDetails, change_site
from sites.site_times import SiteTimes
from tests.portal.forms import fields_of, fill_in, text_of
from tests.sites.admin.addresses import FORM, page_of
from tests.sites.registered import reasons_of, registered

pytestmark = pytest.mark.any_database


def change(client: Client, site: Site, **typed: str | None) -> Any:
    return fill_in(client, page_of(site), FORM, **typed)


def test_it_takes_limits_in_hours_and_a_time_zone(administrator: Client) -> None:
    site = registered()
    typed = {"late_after": "36", "down_after": "100.5", "time_zone": "Africa/Lome"}
    change(administrator, site, reason="Calls on market days", **typed)
    site.refresh_from_db()
    assert (site.late_after, site.down_after) == (timedelta(hours=36), timedelta(hours=100.5))
    assert site.time_zone == "Africa/Lome"
    assert reasons_of(site)[0] == "Calls on market days"
    shown = fields_of(administrator.get(page_of(site)), FORM)
    assert {name: shown[name] for name in typed} == typed


def test_it_goes_back_to_what_holds_for_every_site(administrator: Client) -> None:
    site = registered()
    change(administrator, site, late_after="1", down_after="2", time_zone="Asia/Dili")
    change(administrator, site, late_after="", down_after="", time_zone="")
    site.refresh_from_db()
    assert (site.late_after, site.down_after, site.time_zone) == (None, None, "")
    assert "empty means 24" in text_of(administrator.get(page_of(site)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"late_after": "80"}, "The site would be down before it is late."),
        ({"late_after": "5", "down_after": "4"}, "The site would be down before it is late."),
        ({"late_after": "0"}, "greater than or equal to 0.1"),
        ({"down_after": "nan"}, "Enter a number."),
        ({"down_after": "100000000"}, "less than or equal to 87600"),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus is not one of the available choices."),
    ],
)
def test_it_refuses_what_makes_no_sense(
    administrator: Client, typed: dict[str, str], sentence: str
) -> None:
    site = registered()
    assert sentence in text_of(change(administrator, site, **typed))
    assert list(Site.objects.values_list("late_after", "down_after", "time_zone")) == [
        (None, None, "")
    ]


def test_it_leaves_the_times_to_those_who_say_nothing_of_them(db: None) -> None:
    site = registered()
    times = SiteTimes("Africa/Lome", timedelta(hours=1), timedelta(hours=2))
    change_site(site.pk, SiteDetails(site.name, times=times))
    changed = change_site(site.pk, SiteDetails("Another name"), "Agreed")
    assert (changed.name, changed.time_zone) == ("Another name", "Africa/Lome")
    with pytest.raises(RegisterError, match="is not a time zone"):
        change_site(site.pk, SiteDetails("Third name", times=SiteTimes("Nowhere")), "Agreed")
    assert Site.objects.get().name == "Another name"

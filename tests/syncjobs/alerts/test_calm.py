"""How few messages a trouble makes that goes on, comes back or comes to one site after another."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from pytest_django.fixtures import Settings

from sites.models import Site
from syncjobs.alerts.turning import TURNS
from syncjobs.models import AlertDelivery, AlertedHealth, HealthTurns
from tests.syncjobs.alerts.unwell import NO_STORE, Looks, a_channel, a_site, change, many_sites

pytestmark = pytest.mark.django_db
FAILING = f"is failing: {NO_STORE}"


@pytest.fixture
def look(settings: Settings) -> Looks:
    settings.ALERT_SETTLE_SECONDS = 300
    a_channel()
    return Looks()


def every_minute(
    look: Looks, minutes: int, meanwhile: Callable[[int], object], step: int = 1
) -> list[str]:
    """What is told while something happens before the look of each minute; no site is late."""
    told = []
    for minute in range(0, minutes, step):
        meanwhile(minute)
        Site.objects.update(last_success_at=look.now)
        told += look(minutes=step)
    return told


def rest(look: Looks, minutes: int) -> list[str]:
    """What is told while nothing happens, with a look every five minutes."""
    return every_minute(look, minutes, lambda _: None, step=5)


def fails(site: Site, *, when: bool) -> None:
    change(site, last_refusal_code=NO_STORE if when else "")


def test_it_tells_of_a_site_that_goes_up_and_down_once(look: Looks) -> None:
    site = a_site()
    told = every_minute(look, 110, lambda minute: fails(site, when=minute // 7 % 2 == 0))
    assert told[0] == f"District 12 {FAILING}"
    assert told[-1] == "District 12 goes up and down"
    assert (len(told) <= 7, told.count(told[-1])) == (True, 1)
    text = AlertDelivery.objects.latest("pk").text
    assert f"became unwell {TURNS} times in the last 2 hours" in text


def test_it_tells_of_a_site_whose_turns_are_too_short_to_settle(look: Looks) -> None:
    site = a_site()
    told = every_minute(look, 45, lambda minute: fails(site, when=minute % 5 < 3))
    assert told == ["District 12 goes up and down"]


def test_it_tells_how_the_site_is_after_a_rest(look: Looks) -> None:
    site = a_site()
    every_minute(look, 40, lambda minute: fails(site, when=minute % 5 < 3))
    fails(site, when=True)
    assert rest(look, 115) == []
    assert rest(look, 15) == [f"District 12 {FAILING}"]
    assert AlertedHealth.objects.get().health == "failing"
    fails(site, when=False)
    assert rest(look, 10) == ["District 12 is well again"]


def test_it_says_that_it_is_well_after_a_rest(look: Looks) -> None:
    site = a_site()
    every_minute(look, 40, lambda minute: fails(site, when=minute % 5 < 3))
    fails(site, when=False)
    assert rest(look, 125) == ["District 12 is well again"]
    assert not AlertedHealth.objects.exists()
    # Its turns are over: the next trouble is an ordinary one.
    fails(site, when=True)
    assert rest(look, 10) == [f"District 12 {FAILING}"]
    assert HealthTurns.objects.get().times == 1


def test_it_does_not_count_another_cause_as_a_turn(look: Looks) -> None:
    site = a_site()
    for number in range(8):
        change(site, last_refusal_code=f"cause_{number}")
        assert rest(look, 10) == [f"District 12 is failing: cause_{number}"]
    assert HealthTurns.objects.get().times == 1


def test_it_gathers_sites_that_fail_one_after_the_other(look: Looks) -> None:
    sites = [a_site(f"Site {number:02}") for number in range(60)]

    def one_more(minute: int) -> None:
        if minute % 2 == 0 and minute // 2 < len(sites):
            fails(sites[minute // 2], when=True)

    told = every_minute(look, 180, one_more, step=2)
    assert len(told) <= 6
    assert sum(int(subject.split()[0]) for subject in told) == 60


def test_it_tells_of_many_sites_that_meet_a_trouble_at_their_next_sync_at_once(
    look: Looks,
) -> None:
    many_sites(200)
    sites = list(Site.objects.order_by("pk"))

    def next_forty(minute: int) -> None:
        for site in sites[minute * 40 : minute * 40 + 40]:
            fails(site, when=True)

    assert every_minute(look, 30, next_forty) == [f"200 sites are failing: {NO_STORE}"]
    Site.objects.update(last_refusal_code="")
    assert rest(look, 30) == ["200 sites are well again"]


def test_it_tells_only_of_sites_that_have_settled(look: Looks) -> None:
    lasting, passing = a_site("Lasting"), a_site("Passing")
    fails(lasting, when=True)
    told = every_minute(look, 30, lambda minute: fails(passing, when=minute == 5))
    assert told == [f"Lasting {FAILING}"]


def test_its_pauses_grow_to_an_hour_and_begin_anew_after_a_calm(look: Looks) -> None:
    many_sites(100)
    sites = iter(Site.objects.order_by("pk"))
    moments = []

    begin = look.now
    for _ in range(60):
        fails(next(sites), when=True)
        Site.objects.update(last_success_at=look.now)
        if look(minutes=3):
            moments.append((look.now - begin) // timedelta(minutes=1))
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert pauses[:4] == [15, 30, 60, 60]
    # The rest of them is told of after the present pause; then there is one more, and an hour.
    rest(look, 185)
    fails(next(sites), when=True)
    assert len(rest(look, 10)) == 1
    fails(next(sites), when=True)
    assert len(rest(look, 20)) == 1


def test_a_pause_of_one_cause_keeps_nobody_from_hearing_of_another(look: Looks) -> None:
    one, two = a_site("One"), a_site("Two")
    fails(one, when=True)
    assert rest(look, 10) == [f"One {FAILING}"]
    change(two, last_refusal_code="site_disabled")
    assert rest(look, 10) == ["Two is failing: site_disabled"]

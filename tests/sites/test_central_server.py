"""Which site is the Open mSupply central server, and how that changes."""

from functools import partial

import pytest

from sites.central_server import (
    count_sites_to_redirect,
    move_central_server,
    present_central_server,
    tick_central_server,
    untick_central_server,
)
from sites.errors import CentralServerTakenError, CentralUrlError, RegisterError
from sites.models import Site
from sites.registration import SiteDetails, change_site, disable_site
from tests.sites.registered import (
    CENTRAL_URL,
    bare,
    history_of,
    reasons_of,
    registered,
    registered_central,
)
from tests.sites.together import at_the_same_moment, errors_among

pytestmark = pytest.mark.django_db

OTHER_URL = "https://other.example.org"


def test_it_has_no_central_server_at_first() -> None:
    bare("District 12", url=CENTRAL_URL)
    assert present_central_server() is None


def test_it_ticks_the_first_central_server() -> None:
    site = bare("Ministry")
    tick_central_server(site, " HTTPS://Central.example.org/ ")
    site.refresh_from_db()
    assert present_central_server() == site
    assert (site.url, site.is_open_msupply_central) == (CENTRAL_URL, True)
    assert site.central_changed_at is not None


def test_it_refuses_a_second_tick_and_names_the_present_one() -> None:
    present, other = registered_central("Ministry"), registered()
    with pytest.raises(CentralServerTakenError) as refusal:
        tick_central_server(other, OTHER_URL)
    assert refusal.value.text == (
        "Ministry is the Open mSupply central server now, and there can be only one."
    )
    assert "Make this the central server" in refusal.value.advice
    assert present_central_server() == present


def test_it_refuses_a_second_tick_on_the_form_of_a_site() -> None:
    registered_central("Ministry")
    other = registered()
    with pytest.raises(CentralServerTakenError, match="Ministry is"):
        change_site(other.pk, SiteDetails(other.name, url=OTHER_URL, is_open_msupply_central=True))
    other.refresh_from_db()
    assert other.url == ""


def test_it_ticks_an_existing_site_with_its_present_url() -> None:
    site = registered(url="http://192.0.2.4:8000")
    details = SiteDetails(site.name, site.code, site.url, is_open_msupply_central=True)
    change_site(site.pk, details, "It becomes the centre")
    assert present_central_server() == site
    assert reasons_of(site)[0] == "It becomes the centre"


def test_it_refuses_to_tick_a_disabled_site() -> None:
    site = registered()
    disable_site(site.pk, "Stolen")
    with pytest.raises(RegisterError, match="is disabled and cannot be the Open mSupply central"):
        change_site(site.pk, SiteDetails(site.name, url=OTHER_URL, is_open_msupply_central=True))
    assert present_central_server() is None


def test_it_counts_the_sites_that_would_be_redirected() -> None:
    registered_central("Ministry")
    new, off = registered("District 12"), registered("District 13")
    registered("District 14")
    disable_site(off.pk, "Closed")
    assert count_sites_to_redirect(new.pk) == 2


def test_it_moves_the_tick_in_one_act() -> None:
    old, new = registered_central("Ministry"), registered("Region")
    move_central_server(new.pk, OTHER_URL, from_site_id=old.pk, reason="Bigger machine")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.is_open_msupply_central, old.url) == (False, CENTRAL_URL)
    assert (new.is_open_msupply_central, new.url) == (True, OTHER_URL)
    assert reasons_of(old)[0] == reasons_of(new)[0] == "Bigger machine"


def test_it_moves_the_tick_from_none() -> None:
    site = registered()
    move_central_server(site.pk, OTHER_URL, from_site_id=None, reason="Opening")
    assert present_central_server() == site
    assert reasons_of(site)[0] == "Opening"


def test_it_refuses_a_move_when_another_one_is_central_by_now() -> None:
    told, new = registered("Ministry"), registered("Region")
    now = registered_central("Province")
    with pytest.raises(RegisterError, match="in the meantime: it is Province now"):
        move_central_server(new.pk, OTHER_URL, from_site_id=told.pk)
    with pytest.raises(RegisterError, match="in the meantime: it is Province now"):
        move_central_server(new.pk, OTHER_URL, from_site_id=None)
    assert present_central_server() == now


def test_it_refuses_a_move_when_none_is_central_any_more() -> None:
    told, new = registered("Ministry"), registered("Region")
    with pytest.raises(RegisterError, match="in the meantime: it is no site now"):
        move_central_server(new.pk, OTHER_URL, from_site_id=told.pk)
    assert present_central_server() is None


def test_it_changes_nothing_when_the_new_url_is_refused() -> None:
    old, new = registered_central("Ministry"), registered("Region")
    with pytest.raises(CentralUrlError):
        move_central_server(new.pk, "localhost:2055", from_site_id=old.pk)
    assert present_central_server() == old


def test_it_refuses_to_move_the_tick_to_a_disabled_site() -> None:
    old, new = registered_central("Ministry"), registered("Region")
    disable_site(new.pk, "Stolen")
    with pytest.raises(RegisterError, match="Region is disabled"):
        move_central_server(new.pk, OTHER_URL, from_site_id=old.pk)
    assert present_central_server() == old


@pytest.mark.django_db(transaction=True)
def test_it_carries_out_one_of_several_moves() -> None:
    old = registered_central("Ministry")
    sites = [bare(f"District {number}") for number in range(3)]
    move = partial(move_central_server, from_site_id=old.pk, reason="Agreed")
    acts = [partial(move, site.pk, OTHER_URL) for site in sites]
    results = at_the_same_moment(acts, losing=RegisterError)
    (winner,) = [result for result in results if isinstance(result, Site)]
    assert present_central_server() == winner
    assert all("somebody else" in str(error) for error in errors_among(results))


@pytest.mark.django_db(transaction=True)
def test_it_ticks_one_of_several_first_central_servers() -> None:
    sites = [bare(f"District {number}") for number in range(3)]
    acts = [partial(tick_central_server, site, OTHER_URL) for site in sites]
    errors = errors_among(at_the_same_moment(acts, losing=CentralServerTakenError))
    present = present_central_server()
    assert present is not None
    assert [str(error).startswith(f"{present.name} is") for error in errors] == [True, True]


def test_it_unticks_the_central_server() -> None:
    site = registered_central()
    changed_at = site.central_changed_at
    untick_central_server(site, "The server is closed")
    site.refresh_from_db()
    assert present_central_server() is None
    assert site.url == CENTRAL_URL
    assert site.central_changed_at != changed_at


def test_it_unticks_on_the_form_of_the_site() -> None:
    site = registered_central()
    change_site(site.pk, SiteDetails(site.name, site.code, site.url), "The server is closed")
    assert present_central_server() is None
    assert reasons_of(site)[0] == "The server is closed"


def test_it_records_the_old_url_and_the_reason_of_a_change() -> None:
    site = registered_central()
    changed_at = site.central_changed_at
    details = SiteDetails(site.name, site.code, OTHER_URL, is_open_msupply_central=True)
    change_site(site.pk, details, "The server moved")
    site.refresh_from_db()
    newest, before = history_of(site).all()[:2]
    assert (before.url, newest.url) == (CENTRAL_URL, OTHER_URL)
    assert (newest.history_change_reason, newest.history_type) == ("The server moved", "~")
    assert changed_at is not None
    assert site.central_changed_at is not None
    assert site.central_changed_at > changed_at


def test_it_names_a_change_of_the_url_that_has_no_reason() -> None:
    site = registered_central()
    change_site(site.pk, SiteDetails(site.name, site.code, OTHER_URL, is_open_msupply_central=True))
    assert reasons_of(site)[0] == "Central URL changed"


def test_it_leaves_the_verification_alone_when_only_the_name_changes() -> None:
    site = registered_central()
    details = SiteDetails("Ministry of Health", "mh", site.url, is_open_msupply_central=True)
    change_site(site.pk, details, "Its full name")
    changed = Site.objects.get(pk=site.pk)
    assert (changed.name, changed.central_changed_at) == (
        "Ministry of Health",
        site.central_changed_at,
    )


@pytest.mark.parametrize("url", ["", "central.example.org", f"{CENTRAL_URL}/central/sync/"])
def test_it_keeps_the_url_when_the_new_one_is_refused(url: str) -> None:
    site = registered_central()
    with pytest.raises(CentralUrlError):
        change_site(site.pk, SiteDetails(site.name, site.code, url, is_open_msupply_central=True))
    site.refresh_from_db()
    assert (site.url, site.is_open_msupply_central) == (CENTRAL_URL, True)

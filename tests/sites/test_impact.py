"""What a change does to sites, before it is saved, and where it needs a reason."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.central_server import move_central_server, untick_central_server
from sites.errors import ReasonRequiredError, RegisterError
from sites.impact.effects import Gravity
from sites.impact.impact import Impact
from sites.impact.proposal import REASON_TO_COME, Proposal, StoreChange
from sites.impact.told import CentralServer, Told
from sites.impact.weighing import FIRST_SITES, impact_of
from sites.models import Site, Store
from sites.registration import SiteDetails, change_site, disable_site, proposed_change
from tests.sites.calls import Caller, ask
from tests.sites.registered import (
    CENTRAL_URL,
    bare,
    history_of,
    registered,
    registered_central,
    store_of,
)

pytestmark = pytest.mark.django_db
OTHER_URL = "https://elsewhere.example.org"


def impact_of_url(central: Site, url: str) -> Impact:
    return impact_of(Proposal(central=CentralServer(central.pk, url)))


def with_stores(count: int, start: int = 0) -> None:
    """That many enabled sites, each with an active store, written past the rules."""
    names = [f"Clinic {number:05}" for number in range(start, start + count)]
    sites = Site.objects.bulk_create([Site(name=name, name_key=name.lower()) for name in names])
    Store.objects.bulk_create([Store(code=site.name, name=site.name, site=site) for site in sites])


def told_really(name: str) -> Told:
    """What a call of the site is answered at this moment."""
    answer = ask(Caller(name))
    body = answer.json()
    if answer.status_code != 200:
        return Told(refusal=body["error"]["code"], sentence=body["error"]["message"])
    return Told(body["omSupplyCentralServerUrl"], is_central=body["isOmSupplyCentralServer"])


def test_a_new_url_is_told_to_every_other_site_that_is_let_in() -> None:
    central = registered_central("Ministry")
    with_stores(30)
    disable_site(registered("Closed").pk, "Closed")
    bare("Without a store")
    impact = impact_of_url(central, OTHER_URL)
    others, itself = impact.groups
    assert (others.count, len(others.sites), others.more) == (30, FIRST_SITES, 30 - FIRST_SITES)
    assert others.sites[0].name == "Clinic 00000"
    assert (others.before, others.after) == (Told(CENTRAL_URL), Told(OTHER_URL))
    assert (itself.sites[0].name, itself.after.is_central) == ("Ministry", True)
    assert (impact.gravity, impact.still_refused) == (Gravity.GRAVE, 2)
    assert impact.summary == (
        "30 sites would get a different URL, Ministry would be found under a different URL."
        " 30 sites would send their names and password hashes to elsewhere.example.org."
    )


def test_it_asks_as_much_of_many_sites_as_of_few() -> None:
    central = registered_central("Ministry")
    counts = []
    for start in (0, 40):
        with_stores(40, start)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            impact_of_url(central, OTHER_URL)
        counts.append(len(queries))
    assert counts == [5, 5]


@pytest.mark.parametrize(
    ("url", "gravity"),
    [
        (CENTRAL_URL, Gravity.NONE),
        ("https://central.example.org:8443", Gravity.NOTICED),
        ("http://central.example.org", Gravity.GRAVE),
        (OTHER_URL, Gravity.GRAVE),
        ("", Gravity.GRAVE),
    ],
)
def test_credentials_that_go_to_another_host_or_unprotected_are_grave(
    url: str, gravity: Gravity
) -> None:
    central = registered_central("Ministry")
    registered("District 12")
    assert impact_of_url(central, url).gravity is gravity


def test_a_central_server_alone_may_change_its_url_without_a_reason() -> None:
    central = registered_central("Ministry")
    assert impact_of_url(central, OTHER_URL).gravity is Gravity.NOTICED


def test_the_tick_that_moves_is_told_to_both_and_to_all_others() -> None:
    registered_central("Ministry")
    site = registered("Region")
    registered("District 12")
    impact = impact_of_url(site, OTHER_URL)
    assert [(group.sites[0].name, group.after) for group in impact.groups] == [
        ("Ministry", Told(OTHER_URL)),
        ("District 12", Told(OTHER_URL)),
        ("Region", Told(OTHER_URL, is_central=True)),
    ]


def test_a_tick_that_is_taken_away_leaves_sites_without_a_central_server() -> None:
    registered_central("Ministry")
    with_stores(2)
    impact = impact_of(Proposal(central=CentralServer()))
    assert "2 sites would be told of no central server" in impact.summary
    assert impact.is_grave


def test_what_it_says_is_what_sites_are_told_afterwards() -> None:
    central, site = registered_central("Ministry"), registered("District 12")
    details = SiteDetails("Ministry", "d12", OTHER_URL, is_open_msupply_central=True)
    foreseen = impact_of(proposed_change(central, details)).groups
    assert told_really("District 12") == foreseen[0].before
    change_site(central.pk, details, "Moved")
    assert told_really("District 12") == foreseen[0].after
    [disabled] = impact_of(Proposal(disabled=frozenset({site.pk}))).groups
    disable_site(site.pk, REASON_TO_COME)
    assert told_really("District 12") == disabled.after


def test_a_renamed_site_is_refused_under_its_old_name() -> None:
    site = registered("District 12")
    foreseen = impact_of(Proposal(names={site.pk: "District 13"}))
    assert foreseen.summary == "District 12 would be refused until its new name is entered there."
    change_site(site.pk, SiteDetails("District 13"), "Renumbered")
    assert told_really("District 12") == foreseen.groups[0].after


def test_another_case_of_a_name_is_no_other_name() -> None:
    site = registered("District 12")
    assert impact_of(Proposal(names={site.pk: " DISTRICT 12"})) == Impact()


def test_the_last_store_that_leaves_cuts_its_site_off_and_lets_another_one_in() -> None:
    old, new = registered("Old"), bare("New")
    store = store_of(old)
    store.site = new
    impact = impact_of(Proposal().with_stores([store]))
    assert impact.summary == (
        "Old would be refused, New would be let in."
        " Store store of Old would work on New instead of Old."
    )
    assert impact.is_grave
    assert {group.sites[0].name: group.after.refusal for group in impact.groups} == {
        "Old": "site_has_no_store",
        "New": "",
    }


def test_a_store_that_leaves_others_behind_is_noticed_and_one_that_comes_is_not() -> None:
    site = registered("District 12")
    second = Store.objects.create(code="WARD", name="Ward", site=site)
    second.disabled = True
    leaves = impact_of(Proposal().with_stores([second]))
    assert (leaves.gravity, leaves.summary) == (
        Gravity.NOTICED,
        "Store WARD would work on District 12 no longer.",
    )
    comes = Proposal().with_stores([Store(code="NEW", name="New", site=site)])
    assert comes.stores == (StoreChange("NEW", None, site.pk),)
    assert impact_of(comes).gravity is Gravity.NONE


def test_many_sites_are_disabled_as_one_change() -> None:
    with_stores(25)
    ids = frozenset(Site.objects.values_list("pk", flat=True))
    [group] = impact_of(Proposal(disabled=ids)).groups
    assert (group.count, group.after.refusal, group.is_grave) == (25, "site_disabled", True)


def test_a_site_that_is_enabled_again_is_let_in_without_being_grave() -> None:
    registered_central("Ministry")
    site = registered("District 12")
    disable_site(site.pk, "Closed")
    impact = impact_of(Proposal(enabled=frozenset({site.pk})))
    assert (impact.gravity, impact.summary) == (Gravity.NOTICED, "District 12 would be let in.")


def renamed(site: Site, reason: str) -> None:
    change_site(site.pk, SiteDetails("District 13", site.code), reason)


def moved_url(site: Site, reason: str) -> None:
    details = SiteDetails("Ministry", "d12", OTHER_URL, is_open_msupply_central=True)
    change_site(Site.objects.central().get().pk, details, reason)


def moved_tick(site: Site, reason: str) -> None:
    present = Site.objects.central().get().pk
    move_central_server(site.pk, OTHER_URL, from_site_id=present, reason=reason)


def unticked(site: Site, reason: str) -> None:
    untick_central_server(Site.objects.central().get(), reason)


def disabled(site: Site, reason: str) -> None:
    disable_site(site.pk, reason)


@pytest.mark.parametrize("change", [renamed, moved_url, moved_tick, unticked, disabled])
def test_a_grave_change_needs_a_reason_and_is_not_made_without(
    change: Callable[[Site, str], None],
) -> None:
    registered_central("Ministry")
    site = registered("District 12")
    before: Any = (list(Site.objects.values()), history_of(Site).count())
    with pytest.raises(ReasonRequiredError, match=r"Say why; ") as refused:
        change(site, "  ")
    assert refused.value.code == "reason_required"
    assert isinstance(refused.value, RegisterError)
    assert (list(Site.objects.values()), history_of(Site).count()) == before
    change(site, "Agreed")
    assert history_of(Site).count() > before[1]


def test_what_nobody_is_told_needs_no_reason() -> None:
    site = registered("District 12")
    change_site(site.pk, SiteDetails("District 12", "new", "http://192.0.2.4"))
    assert Site.objects.get().code == "new"

"""Labels in the admin: on the page of a site, in the list, for many, and in a list of their own."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sites.labels.setting import add_labels, set_labels
from sites.models import Label, Site, SiteLabel
from tests.portal.forms import fields_of, fill_in, messages_of, send, text_of
from tests.sites.admin.addresses import FORM, SITES, page_of
from tests.sites.labelled import all_labels, kept_of, labels_of
from tests.sites.registered import bare, registered

pytestmark = pytest.mark.django_db
LABELS = "/admin/sites/label/"


def listed(client: Client, query: str) -> list[str]:
    """The names of the sites in the list."""
    return [site.name for site in client.get(f"{SITES}{query}").context["cl"].result_list]


def select(client: Client, action: str, *sites: Site, query: str = "", **typed: str) -> Any:
    """What comes of an action of the list."""
    selected = [str(site.pk) for site in sites]
    data = {"action": action, "_selected_action": selected, **typed}
    return client.post(f"{SITES}{query}", data, follow=True)


@pytest.fixture
def posts(db: None) -> list[Site]:
    """Three sites: two of the north, two with solar power."""
    sites = [bare(f"Post {number}") for number in range(3)]
    names = (["region: north", "solar"], ["region: north"], ["region: south", "solar"])
    set_labels({site.pk: some for site, some in zip(sites, names, strict=True)})
    return sites


def test_it_sets_the_labels_of_a_site_on_its_page(administrator: Client) -> None:
    site = registered()
    add_labels([site.pk], ["solar", "old"])
    response = fill_in(
        administrator, page_of(site), FORM, labels="Solar, region:north", reason="Visited"
    )
    assert labels_of(site) == ["region: north", "solar"]
    assert any("“region: north”" in message for message in messages_of(response))
    assert kept_of(site)[:2] == [("+", "Visited"), ("-", "Visited")]
    page = text_of(administrator.get(page_of(site, "history")))
    assert "Alice Admin Added region: north Visited" in page
    assert "Alice Admin Removed old Visited" in page


@pytest.mark.parametrize("site_id", ["nonsense", "9" * 20])
def test_there_is_no_history_of_what_is_no_site(administrator: Client, site_id: str) -> None:
    assert administrator.get(f"{SITES}{site_id}/history/").status_code == 404


def test_it_says_what_is_wrong_with_a_label(administrator: Client) -> None:
    site = registered()
    page = fill_in(administrator, page_of(site), FORM, labels="region:")
    assert "has nothing after its colon" in text_of(page)
    assert labels_of(site) == []


def test_a_page_that_is_older_than_a_change_of_labels_is_refused(administrator: Client) -> None:
    site = registered()
    opened = fields_of(administrator.get(page_of(site)), FORM)
    add_labels([site.pk], ["solar"])
    page = send(administrator, page_of(site), opened, labels="")
    assert "after you opened this page" in text_of(page)
    assert labels_of(site) == ["solar"]


def test_it_offers_labels_behind_those_that_are_typed(
    administrator: Client, posts: list[Site]
) -> None:
    offered = administrator.get(f"{SITES}offered-labels/?labels=solar,%20SOU").content.decode()
    assert offered == '<option value="solar, region: south"></option>'
    assert administrator.get(f"{SITES}offered-labels/?labels=").content == b""


def test_it_shows_labels_in_the_list_and_filters_by_them(
    administrator: Client, posts: list[Site]
) -> None:
    page = administrator.get(SITES).content.decode()
    assert page.count(f'class="chip" href="{SITES}?label=region%3A+north"') == 2
    assert listed(administrator, "?label=region: north") == ["Post 0", "Post 1"]
    assert listed(administrator, "?label=region: north, REGION: south") == [
        *("Post 0", "Post 1", "Post 2"),
    ]
    assert listed(administrator, "?label=region: north, region: south, solar") == [
        *("Post 0", "Post 2"),
    ]
    assert listed(administrator, "?q=south") == ["Post 2"]
    bare("Post 3")
    assert listed(administrator, "?without_label=region:") == ["Post 3"]
    assert listed(administrator, "?without_label=any") == ["Post 3"]


@pytest.mark.parametrize("query", ["?label=norht", "?label=region:", "?without_label=zone:"])
def test_a_label_that_is_not_known_finds_no_site(
    administrator: Client, posts: list[Site], query: str
) -> None:
    assert listed(administrator, query) == []


def test_the_filter_does_not_list_a_thousand_labels(administrator: Client) -> None:
    Label.objects.bulk_create(Label(name=f"l{n}", name_key=f"l{n}") for n in range(1_000))
    page = administrator.get(f"{SITES}?label=l7&health=ok").content.decode()
    filters = page.split('id="changelist-filter"')[1]
    assert (filters.count(">l7 "), filters.count(">l8")) == (1, 0)
    assert '<input type="hidden" name="health" value="ok">' in page
    assert 'value="l7"' in page


def test_it_adds_labels_to_the_selected_sites(administrator: Client, posts: list[Site]) -> None:
    asked = select(administrator, "add_labels", *posts[:2])
    assert "2 sites will have these labels" in text_of(asked)
    response = select(
        administrator, "add_labels", *posts[:2], labels="campaign, solar", reason="Plan"
    )
    assert messages_of(response) == ["campaign, solar added to 2 sites."]
    assert [labels_of(site) for site in posts] == [
        ["campaign", "region: north", "solar"],
        ["campaign", "region: north", "solar"],
        ["region: south", "solar"],
    ]
    assert kept_of(posts[1])[0] == ("+", "Plan")


def test_it_removes_labels_from_all_that_the_filter_shows(
    administrator: Client, posts: list[Site]
) -> None:
    every = {"select_across": "1", "query": "?label=solar"}
    wrong = select(administrator, "remove_labels", posts[0], labels="sollar", **every)
    assert "There is no label “sollar”." in text_of(wrong)
    response = select(administrator, "remove_labels", posts[0], labels="solar", **every)
    assert messages_of(response) == ["solar removed from 2 sites."]
    assert not SiteLabel.objects.filter(label__name="solar").exists()
    assert "solar" in all_labels()


def test_it_lists_labels_with_the_number_of_their_sites(
    administrator: Client, posts: list[Site]
) -> None:
    administrator.get(LABELS)
    with CaptureQueriesContext(connection) as few:
        page = administrator.get(LABELS)
    assert f'<a href="{SITES}?label=region%3A+north">2</a>' in page.content.decode()
    add_labels([posts[0].pk], [f"l{number}" for number in range(40)])
    with CaptureQueriesContext(connection) as many:
        administrator.get(LABELS)
    assert len(many) == len(few)
    found = administrator.get(f"{LABELS}?group=region:").context["cl"].result_list
    assert [label.name for label in found] == ["region: north", "region: south"]


def test_it_renames_and_deletes_a_label(administrator: Client, posts: list[Site]) -> None:
    label = Label.objects.get(name="solar")
    taken = fill_in(
        administrator, f"{LABELS}{label.pk}/change/", "label_form", name="Region: North"
    )
    assert "There is a label “Region: North” already" in text_of(taken)
    fill_in(administrator, f"{LABELS}{label.pk}/change/", "label_form", name="Solar power")
    assert labels_of(posts[2]) == ["region: south", "Solar power"]
    asked = administrator.get(f"{LABELS}{label.pk}/delete/")
    assert "Solar power, which 2 sites have" in text_of(asked)
    administrator.post(f"{LABELS}{label.pk}/delete/", {"post": "yes"})
    assert labels_of(posts[2]) == ["region: south"]
    assert kept_of(posts[2])[0] == ("-", "Label deleted")
    assert "Removed Solar power" in text_of(administrator.get(page_of(posts[2], "history")))


def test_it_makes_a_label_and_deletes_the_unused(administrator: Client, posts: list[Site]) -> None:
    fill_in(administrator, f"{LABELS}add/", "label_form", name="Project:x")
    assert "Project: x" in all_labels()
    every = [str(pk) for pk in Label.objects.values_list("pk", flat=True)]
    data = {"action": "delete_unused_labels", "_selected_action": every}
    response = administrator.post(LABELS, data, follow=True)
    assert messages_of(response) == ["1 label deleted; 3 labels kept, which sites have."]
    assert "Project: x" not in all_labels()


def test_a_viewer_sees_labels_and_changes_none(viewer: Client, posts: list[Site]) -> None:
    label, site = Label.objects.get(name="solar"), posts[0]
    seen = [SITES, page_of(site), page_of(site, "history"), LABELS, f"{LABELS}{label.pk}/change/"]
    assert {path: viewer.get(path).status_code for path in seen} == dict.fromkeys(seen, 200)
    assert "solar" in text_of(viewer.get(page_of(site)))
    refused = [f"{LABELS}add/", f"{LABELS}{label.pk}/delete/", f"{SITES}import-labels/"]
    posted = {path: viewer.post(path, {"post": "yes"}).status_code for path in refused}
    assert posted == dict.fromkeys(refused, 403)
    assert viewer.post(page_of(site), {"labels": ""}).status_code == 403
    for action in ("add_labels", "remove_labels"):
        select(viewer, action, site, labels="solar, mine")
    assert labels_of(site) == ["region: north", "solar"]
    data = {"action": "delete_unused_labels", "_selected_action": [str(label.pk)]}
    viewer.post(LABELS, data)
    assert len(all_labels()) == 3


def test_a_stranger_is_offered_nothing(client: Client, posts: list[Site]) -> None:
    for path in (f"{SITES}offered-labels/?labels=s", LABELS, "/admin/overview/labels/"):
        assert client.get(path)["Location"].startswith("/admin/login/")

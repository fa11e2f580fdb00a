"""Labels: how they are written, which site has which, and what is kept of changes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.choices import Door
from sites.doors import through
from sites.errors import RegisterError
from sites.labels.groups import label_groups, sites_with, sites_without, with_site_counts
from sites.labels.names import clean_label, read_labels
from sites.labels.register import delete_label, delete_unused, labels_by_key, rename_label
from sites.labels.setting import add_labels, remove_labels, set_labels
from sites.models import Label, Site, SiteLabel
from tests.sites.labelled import all_labels, kept_of, labels_of
from tests.sites.registered import bare
from tests.sites.together import at_the_same_moment


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  solar   power ", "solar power"),
        ("Region:north", "Region: north"),
        ("region :  north  east", "region: north east"),
        ("time: 10:30", "time: 10:30"),
    ],
)
def test_a_label_has_one_spelling(typed: str, name: str) -> None:
    assert clean_label(typed) == clean_label(name) == name


@pytest.mark.parametrize(
    "typed", ["", " ", ": north", "region:", "a, b", "a;b", "a\tb\x00", "x" * 81]
)
def test_it_refuses_what_is_no_label(typed: str) -> None:
    with pytest.raises(RegisterError):
        clean_label(typed)


def test_it_reads_several_and_each_once() -> None:
    assert read_labels("Solar, region:North;; solar ,REGION: north") == ["Solar", "region: North"]


@pytest.fixture
def sites(db: None) -> list[Site]:
    """Three sites without labels."""
    return [bare(f"Post {number}") for number in range(3)]


def ids(sites: list[Site]) -> list[int]:
    return [site.pk for site in sites]


def test_it_adds_labels_and_keeps_who_why_and_the_door(sites: list[Site]) -> None:
    with through(Door.API):
        assert add_labels(ids(sites), ["region: north", "Solar"], "Survey") == 3
    assert labels_of(sites[0]) == ["region: north", "Solar"]
    assert add_labels(ids(sites), ["SOLAR"], "Again") == 0
    assert all_labels() == ["region: north", "Solar"]
    assert kept_of(sites[0]) == [("+", "Survey"), ("+", "Survey")]
    history: Any = SiteLabel.history
    assert set(history.values_list("door", flat=True)) == {"api"}


def test_it_removes_labels_and_keeps_the_rest(sites: list[Site]) -> None:
    add_labels(ids(sites), ["a", "b"])
    (label,) = labels_by_key(["A"]).values()
    assert remove_labels(ids(sites[:2]), [label], "Wrong") == 2
    assert [labels_of(site) for site in sites] == [["b"], ["b"], ["a", "b"]]
    assert kept_of(sites[0])[0] == ("-", "Wrong")
    assert remove_labels(ids(sites[:2]), [label]) == 0


def test_it_sets_all_labels_of_sites(sites: list[Site]) -> None:
    first, second, third = sites
    add_labels(ids(sites), ["a", "b"])
    assert set_labels({first.pk: ["b", "c"], second.pk: [], third.pk: ["B", "A"]}, "File") == 2
    assert [labels_of(site) for site in sites] == [["b", "c"], [], ["a", "b"]]
    assert kept_of(third) == [("+", ""), ("+", "")]


def test_a_bad_label_changes_nothing(sites: list[Site]) -> None:
    with pytest.raises(RegisterError, match="nothing after its colon"):
        add_labels(ids(sites), ["good", "region:"])
    assert (all_labels(), SiteLabel.objects.count()) == ([], 0)


def test_it_ignores_sites_that_are_gone(sites: list[Site]) -> None:
    gone = sites[0].pk
    sites[0].delete()
    assert add_labels([gone, sites[1].pk], ["a"]) == 1


def test_a_site_takes_its_labels_along(sites: list[Site]) -> None:
    add_labels(ids(sites), ["a"])
    sites[0].delete()
    assert SiteLabel.objects.count() == 2
    assert all_labels() == ["a"]


def test_it_renames_a_label_on_every_site(sites: list[Site]) -> None:
    add_labels(ids(sites), ["nroth", "region: south"])
    label = Label.objects.get(name="nroth")
    renamed = rename_label(label.pk, "Region:North", "Misspelt")
    assert (renamed.name, renamed.group_key) == ("Region: North", "region")
    assert labels_of(sites[2]) == ["Region: North", "region: south"]
    with pytest.raises(RegisterError, match="already"):
        rename_label(label.pk, "REGION: SOUTH")
    assert rename_label(label.pk, "region: north").name == "region: north"


def test_it_deletes_a_label_and_keeps_that_sites_lost_it(sites: list[Site]) -> None:
    add_labels(ids(sites), ["a", "b"])
    delete_label(Label.objects.get(name="a").pk, "Not used")
    assert labels_of(sites[0]) == ["b"]
    assert kept_of(sites[0])[0] == ("-", "Not used")
    Label.objects.create(name="idle")
    assert delete_unused(list(Label.objects.values_list("pk", flat=True))) == 1
    assert all_labels() == ["b"]


def test_it_finds_sites_by_any_of_a_group_and_one_of_every_group(sites: list[Site]) -> None:
    first, second, third = sites
    wanted = {first.pk: ["region: north", "solar"], second.pk: ["region: south"]}
    set_labels({**wanted, third.pk: ["region: south", "solar", "leased"]})

    def found(*names: str) -> list[Site]:
        labels = list(labels_by_key(names).values())
        return list(sites_with(Site.objects.all(), labels))

    assert found("region: north", "region: south") == sites
    assert found("region: north", "region: south", "solar") == [first, third]
    # Labels without a group are no group together.
    assert found("solar", "leased") == [third]
    assert list(sites_without(Site.objects.all(), "region")) == []
    bare_one = bare("Bare")
    assert list(sites_without(Site.objects.all(), "region")) == [bare_one]
    assert list(sites_without(Site.objects.all())) == [bare_one]


def test_it_knows_the_groups_and_how_many_sites_have_a_label(sites: list[Site]) -> None:
    add_labels(ids(sites), ["solar", "Region: north"])
    add_labels(ids(sites[:1]), ["region: south"])
    assert [(group.name, group.label_count) for group in label_groups()] == [
        ("Region", 2),
        ("", 1),
    ]
    counts = with_site_counts(Label.objects.all()).values_list("name", "site_count")
    assert dict(counts) == {"Region: north": 3, "region: south": 1, "solar": 3}


def test_it_labels_many_sites_in_few_statements(db: None) -> None:
    Site.objects.bulk_create(Site(name=f"P{n}", name_key=f"p{n}") for n in range(1_000))
    every = list(Site.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as few:
        add_labels(every[:10], ["a"])
    with CaptureQueriesContext(connection) as many:
        add_labels(every, ["b"])
    assert SiteLabel.objects.count() == 1_010
    # SQLite takes some hundred values in a statement, so there are more of them.
    assert len(many) < len(few) + 30


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_label_and_give_it_once() -> None:
    site = bare("Post")
    at_the_same_moment([lambda: add_labels([site.pk], ["new", "other"])] * 4)
    assert labels_of(site) == ["new", "other"]
    assert kept_of(site) == [("+", ""), ("+", "")]

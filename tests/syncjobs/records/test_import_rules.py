"""Stores, and records of which there must be exactly one, in an import."""

from typing import Any

import pytest

from sites.models import Store
from syncjobs.models import Record
from tests.syncjobs.exchange.wire import a_remote, brief, update
from tests.syncjobs.records.imports import bad, counts, everything, imported
from tests.syncjobs.records.samples import Records, sample

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"code": "s district"}, "`code` is that of the store {} already, whatever the case."),
        ({"code": " "}, "`code` is empty; every store needs one."),
        ({"code": "x" * 41}, "`code` has 41 characters; 40 are allowed."),
        ({"name_ID": ""}, "`name_ID` is no id of 1 to 64 characters."),
        ({"name_ID": "x" * 65}, "`name_ID` is no id of 1 to 64 characters."),
        ({"ID": "x" * 65}, "The id of a store may have 64 characters."),
    ],
)
def test_what_the_register_cannot_take_is_a_bad_line(
    members: dict[str, Any], sentence: str
) -> None:
    remote = a_remote("One", code="S District")
    record = {"ID": "st-1", "name_ID": "n-1", "code": "NEW"} | members
    (text,) = bad(imported({"store": [record]}))
    assert sentence.format(remote.store.pk) in text


def test_two_stores_do_not_share_a_name() -> None:
    remote = a_remote()
    first = {"ID": "st-1", "name_ID": remote.store.name_id, "code": "A"}
    report = imported(
        {
            "store": [
                first,
                {"ID": "st-2", "name_ID": "n-1", "code": "B"},
                {"ID": "st-3", "name_ID": "n-1", "code": "C"},
            ]
        }
    )
    assert bad(report) == [
        f"Line 1 (store st-1): `name_ID` is that of the store {remote.store.pk} already.",
        "Line 3 (store st-3): `name_ID` is that of the store st-2 already.",
    ]


def test_it_says_which_sites_are_missing() -> None:
    remote = a_remote()
    sites = [remote.site.pk, 77, 78, 78, 0]
    report = imported(
        {
            "store": [
                {"ID": f"st-{n}", "name_ID": f"n-{n}", "code": f"{n}", "sync_id_remote_site": site}
                for n, site in enumerate(sites)
            ]
        }
    )
    assert report.missing_site_ids == {77, 78}
    stores = Store.objects.filter(pk__startswith="st-").order_by("pk")
    assert [store.site_id for store in stores] == [remote.site.pk, None, None, None, None]


OWN: Records = {
    "currency": [{"ID": "own-currency", "currency": "MWK", "rate": 1, "is_home_currency": True}],
    "name": [
        {"ID": "own-invad", "code": "invad", "type": "invad"},
        {"ID": "own-repack", "code": "repack", "type": "repack"},
    ],
    "item": [{"ID": "own-service", "code": "service", "type_of": "service"}],
}


def test_what_a_new_portal_starts_with_gives_way_to_the_country_s_own() -> None:
    assert Record.objects.filter(is_deleted=False).count() == 4
    report = imported(OWN)
    assert counts(report) == {
        "currency": {"inserted": 1, "deleted": 1},
        "name": {"inserted": 2, "deleted": 2},
        "item": {"inserted": 1, "deleted": 1},
    }
    living = Record.objects.filter(is_deleted=False).values_list("record_id", flat=True)
    assert set(living) == {"own-currency", "own-invad", "own-repack", "own-service"}
    assert counts(imported(OWN))["currency"] == {"unchanged": 1}


def test_a_dry_run_says_what_would_give_way() -> None:
    before = everything()
    assert counts(imported(OWN, dry_run=True))["currency"] == {"inserted": 1, "deleted": 1}
    assert everything() == before


def test_sites_that_have_data_keep_what_there_must_be_one_of() -> None:
    a_remote()
    home = Record.objects.get(table_name="currency")
    report = imported({"currency": OWN["currency"]})
    (text,) = bad(report)
    assert text == (
        f"Line 1 (currency own-currency): There is the home currency already, {home.record_id};"
        " clients need exactly one. Change `is_home_currency` of one of the two in the same file."
    )
    other = {"ID": home.record_id, "is_home_currency": False}
    report = imported({"currency": [*OWN["currency"], other]})
    assert counts(report) == {"currency": {"inserted": 1, "changed": 1}}


def test_a_file_has_one_of_what_there_must_be_one_of() -> None:
    report = imported({"item": [OWN["item"][0], {"ID": "i-2", "code": "service"}]})
    assert bad(report)[0].startswith(
        "Line 2 (item i-2): There is the service item already, own-service; clients need exactly"
    )


def test_a_store_that_comes_to_a_site_brings_its_records() -> None:
    one, two = a_remote("One"), a_remote("Two")
    one.push(update("Location", sample("Location", "l-1", store_ID=one.store.pk)))
    imported({"store": [{"ID": one.store.pk, "sync_id_remote_site": two.site.pk}]})
    assert brief(two.pull()) == [("Location", "l-1", "update")]

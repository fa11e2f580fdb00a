"""All that is kept of changes, read together."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from sites.choices import Door
from sites.doors import through
from sites.models import Role, Site, SiteUser, Store, StoreAccess
from sites.passwords import set_site_password
from sites.registration import SiteDetails, change_site, delete_site
from sites.site_users.permissions import PERMISSIONS
from sites.site_users.roles import save_role
from syncjobs.history.asking import Asked, Happened, Thing
from syncjobs.history.kept_tables import TABLE_OF_KEY
from syncjobs.history.reading import changes_asked_for
from syncjobs.models import Schedule
from tests.sites.registered import bare, registered, store_of
from tests.sites.site_users.people import a_role
from tests.syncjobs.history.kept import a_change_of_everything, fields_of, newest, walked

pytestmark = pytest.mark.django_db


def table(key: str) -> dict[str, Any]:
    return {"tables": (TABLE_OF_KEY[key],)}


def test_it_tells_a_change_in_the_words_of_the_form() -> None:
    a_change_of_everything()
    (site,) = newest(**table("site"))
    assert (site.name, site.why, site.happened, site.door) == (
        "Clinic 5",
        "A code",
        Happened.CHANGED,
        Door.COMMAND,
    )
    assert fields_of(site) == {"Code": ("d12", "c5")}
    (schedule,) = newest(**table("schedule"))
    assert (schedule.name, schedule.why) == ("Sync of Clinic 5", "Night power")
    assert fields_of(schedule) == {
        "How often": ("every hour", "every 2 hours"),
        "From": ("", "08:00"),
        "Until": ("", "18:00"),
    }
    (access,) = newest(**table("storeaccess"))
    assert access.name == "nurse of Clinic 5 in store of Clinic 5 (store of Clinic 5)"
    assert fields_of(access) == {"Roles": ("", "Role at Clinic 5")}


def test_it_tells_what_a_new_thing_said_and_a_deleted_one_last() -> None:
    site = bare("Clinic 7", code="c7")
    (added,) = newest()
    assert fields_of(added) == {"Name": ("", "Clinic 7"), "Code": ("", "c7")}
    assert added.page_of == (Site, site.pk)
    delete_site(site.pk)
    deleted, added = newest(2)
    assert (deleted.happened, deleted.name, deleted.page_of) == ("deleted", "Clinic 7", None)
    assert fields_of(deleted) == {"Name": ("Clinic 7", ""), "Code": ("c7", "")}
    assert (added.name, added.page_of) == ("Clinic 7", None)


def test_it_calls_by_its_last_name_what_is_gone() -> None:
    site = registered("Clinic 8")
    store = store_of(site)
    store.site = None
    store.save()
    delete_site(site.pk)
    (change,) = newest(**table("store"))
    assert fields_of(change) == {"Site": ("Clinic 8", "")}


def test_it_tells_which_permissions_a_role_got_and_lost() -> None:
    stays, goes, comes = PERMISSIONS[:3]
    role = a_role("Storekeeper", *stays.numbers, *goes.numbers)
    role.permissions = [*stays.numbers, *comes.numbers]
    save_role(role)
    (change,) = newest()
    assert fields_of(change) == {
        "Permissions taken": (goes.name, ""),
        "Permissions given": ("", comes.name),
    }


def test_a_password_is_changed_without_being_told() -> None:
    site = registered()
    set_site_password(site, "another-long-phrase-7")
    (change,) = newest()
    assert change.why == "Password set"
    assert set(fields_of(change)) == {"Password set at"}


def test_it_says_that_it_does_not_know_what_was_before_anything_was_kept() -> None:
    site = Site(name="Copied in", name_key="copied in", code="old")
    Site.objects.bulk_create([site])
    change_site(site.pk, SiteDetails("Copied in", code="new"))
    (change,) = newest()
    assert fields_of(change)["Code"] == ("(not known)", "new")


def test_pages_leave_out_and_repeat_nothing_even_at_one_moment() -> None:
    a_change_of_everything()
    now = timezone.now()
    for model in (Site, Store, SiteUser, StoreAccess, Role, Schedule):
        history: Any = model
        history.history.update(history_date=now)
    everything = walked(1_000)
    assert len(everything) == 9
    assert walked(1) == walked(3) == everything
    assert len(set(everything)) == len(everything)


def test_it_finds_by_what_is_asked() -> None:
    a_change_of_everything("Clinic 5")
    with through(Door.API):
        site, _ = a_change_of_everything("Hospital")
    change_site(site.pk, SiteDetails("Hospital North", code="c5"), "Renamed")
    ada = User.objects.create(username="ada.l")
    history: Any = Site.history
    history.filter(history_change_reason="Renamed").update(history_user=ada)
    begin, end = newest(100)[-1].at, newest()[0].at

    def count(**asked: Any) -> int:
        return len(newest(100, **asked))

    everything = count()
    of_clinic = count(text="clinic")
    assert of_clinic + count(text="hosp") == everything
    # Of a thing that was renamed everything is found by either name.
    sites = table("site")
    assert count(text="hospital north", **sites) == count(text="hospital", **sites) == 3
    assert count(door=Door.API) == of_clinic
    assert [change.why for change in newest(9, user_name="ADA")] == ["Renamed"]
    kinds = (count(happened=Happened(word)) for word in ("added", "changed", "deleted"))
    assert sum(kinds) == everything
    assert (count(since=begin), count(until=begin), count(since=end)) == (everything, 0, 1)
    assert count(text=str(store_of(site).pk)) == 3


def test_of_a_thing_it_tells_what_hangs_on_it_or_once_did() -> None:
    site, user = a_change_of_everything()
    a_change_of_everything("Hospital")
    store = store_of(site)
    store.site = None
    store.save()
    of_site = newest(100, of=Thing.read(f"site:{site.pk}"))
    assert {change.table.key for change in of_site} == {"site", "store", "schedule"}
    assert of_site[0].table.key == "store"
    of_user = newest(100, of=Thing.read(f"siteuser:{user.pk}"))
    assert {change.name for change in of_user} == {
        "nurse of Clinic 5",
        "nurse of Clinic 5 in store of Clinic 5 (store of Clinic 5)",
    }


def test_a_page_costs_the_same_however_much_it_tells(django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        a_change_of_everything(f"Clinic {number}")
    with django_assert_max_num_queries(20):
        page = changes_asked_for(Asked(), 60)
    assert len(page.changes) > 30

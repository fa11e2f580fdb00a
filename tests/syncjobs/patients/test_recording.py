"""What is kept of who asked for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sites.models import Site, Store
from sites.registration import delete_site
from syncjobs.choices import PatientSearchKind
from syncjobs.models import PatientSearch
from syncjobs.patients.recording import prune_patient_searches
from syncjobs.tasks import prune
from tests.sites.calls import ADDRESS
from tests.syncjobs.exchange.wire import Remote, a_remote
from tests.syncjobs.patients.people import ask, joined, patient, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Remote:
    remote = a_remote("One")
    write(patient("p-ada", "Ada", "King"), patient("p-al", "Al", "King"))
    return remote


def test_it_keeps_a_search(one: Remote) -> None:
    query = {"last_name": "@king@", "dob": "", "limit": "9", "offset": "0", "is_deleted": "false"}
    assert ask("One", **query).status_code == 200
    row = PatientSearch.objects.get()
    assert (row.kind, row.site, row.site_name) == (PatientSearchKind.SEARCH, one.site, "One")
    assert (row.address, row.asked, row.result_count) == (ADDRESS, {"last_name": "@king@"}, 2)
    assert timezone.now() - row.at < timedelta(minutes=1)


def test_it_keeps_all_that_was_asked(one: Remote) -> None:
    query = {"code": "1", "dob": "1990-05-01", "is_deleted": "true", "offset": "3"}
    ask("One", **query)
    expected = {"code": "1", "dob": "1990-05-01", "is_deleted": True, "offset": 3}
    assert PatientSearch.objects.get().asked == expected


def test_it_keeps_joins(one: Remote) -> None:
    joined(one, "p-ada")
    row = PatientSearch.objects.get()
    assert (row.kind, row.patient_id) == (PatientSearchKind.JOIN, "p-ada")
    assert row.asked == {"name_ID": "p-ada", "store_ID": one.store.pk}


def test_it_keeps_no_call_that_was_refused(one: Remote) -> None:
    assert ask("Nobody", last_name="@king@").status_code == 401
    assert ask("One", dob="yesterday").status_code == 400
    assert not PatientSearch.objects.exists()


def test_it_outlives_the_site(one: Remote) -> None:
    ask("One", last_name="@king@")
    Site.objects.filter(pk=one.site.pk).update(disabled_at=timezone.now())
    Store.objects.filter(site=one.site).update(site=None)
    delete_site(one.site.pk)
    row = PatientSearch.objects.get()
    assert (row.site, row.site_name) == (None, "One")


def test_it_goes_after_the_time_of_the_setting(one: Remote, settings: Any) -> None:
    settings.PATIENT_SEARCH_RETENTION_DAYS = 30
    for _ in range(2):
        ask("One", last_name="@king@")
    old = PatientSearch.objects.latest("pk")
    PatientSearch.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))
    assert prune_patient_searches() == 1
    assert not PatientSearch.objects.filter(pk=old.pk).exists()
    PatientSearch.objects.update(at=timezone.now() - timedelta(days=31))
    prune()
    assert not PatientSearch.objects.exists()

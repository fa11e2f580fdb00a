"""Which site asked for which patients: only for those who have the role for it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import PatientSearchKind
from syncjobs.models import PatientSearch
from tests.portal.forms import text_of
from tests.sites.registered import bare
from tests.support.people import AUDITORS, client_of, restore_roles
from tests.syncjobs.admin.records import queries_of

SEARCHES = "/admin/syncjobs/patientsearch/"


@pytest.fixture
def auditor(db: None, known_workers: None) -> Client:
    return client_of("Audrey", AUDITORS)


def a_search(site: Site, patient_id: str = "", **asked: str) -> PatientSearch:
    return PatientSearch.objects.create(
        kind=PatientSearchKind.JOIN if patient_id else PatientSearchKind.SEARCH,
        site=site,
        site_name=site.name,
        address="192.0.2.7",
        asked=asked,
        patient_id=patient_id,
        result_count=3,
    )


def page_of(search: PatientSearch) -> str:
    return f"{SEARCHES}{search.pk}/change/"


def test_it_shows_who_asked_what(auditor: Client) -> None:
    first = a_search(bare("Lakeside"), last_name="@oko<b>@", dob="1990-05-01")
    a_search(bare("Hill"))
    response = auditor.get(SEARCHES)
    page = text_of(response)
    for text in ("Lakeside", "last_name: @oko", "dob: 1990-05-01", "Hill", "everybody"):
        assert text in page
    assert b"<b>" not in response.content
    page = text_of(auditor.get(page_of(first)))
    for text in ("Lakeside", "192.0.2.7", "last_name: @oko", "3"):
        assert text in page


def test_it_shows_a_search_of_a_site_that_is_gone(auditor: Client) -> None:
    search = a_search(bare("Lakeside"))
    PatientSearch.objects.update(site=None)
    assert "Lakeside (deleted)" in text_of(auditor.get(page_of(search)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=lake", [1]),
        ("?q=OKO", [1]),
        ("?q=p-ada", [2]),
        ("?q=nothing", []),
        ("?kind=join", [2]),
        ("?site=SITE", [1]),
        ("?site=x", []),
        ("?at__gte=TODAY", [1]),
    ],
)
def test_it_filters(auditor: Client, query: str, expected: list[int]) -> None:
    searches = {1: a_search(bare("Lakeside"), last_name="oko"), 2: a_search(bare("Hill"), "p-ada")}
    long_ago = timezone.now() - timedelta(days=40)
    PatientSearch.objects.filter(pk=searches[2].pk).update(at=long_ago)
    query = query.replace("SITE", str(searches[1].site_id))
    query = query.replace("TODAY", f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
    shown = auditor.get(f"{SEARCHES}{query}").context["cl"].result_list
    assert [search.pk for search in shown] == [searches[number].pk for number in expected]


def test_it_reads_as_little_for_many_as_for_one(auditor: Client) -> None:
    site = bare("Lakeside")
    a_search(site, code="1")
    # The first page of a session writes when it began.
    auditor.get(SEARCHES)
    few = len(queries_of(auditor, SEARCHES))
    for _ in range(20):
        a_search(site, code="1")
    assert len(queries_of(auditor, SEARCHES)) == few


@pytest.mark.parametrize("query", ["Núñez", "núñez", "@Núñez@", "last_name", "Đặng"])
def test_it_finds_what_was_asked_in_any_letters(auditor: Client, query: str) -> None:
    found = a_search(bare("Lakeside"), last_name="@Núñez@", first_name="Đặng")
    a_search(bare("Hill"), code="Núria")
    shown = auditor.get(SEARCHES, {"q": query}).context["cl"].result_list
    assert [search.pk for search in shown] == [found.pk]
    assert "last_name: @Núñez@" in text_of(auditor.get(page_of(found)))


@pytest.mark.parametrize("who", ["administrator", "viewer"])
def test_it_shows_nothing_to_other_roles(request: pytest.FixtureRequest, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    search = a_search(bare("Lakeside"))
    for path in (SEARCHES, page_of(search), f"{page_of(search)[:-7]}history/"):
        assert client.get(path).status_code == 403
    assert b"patientsearch" not in client.get("/admin/").content


def test_nobody_changes_or_deletes_them(auditor: Client, admin_client: Client) -> None:
    search = a_search(bare("Lakeside"))
    for client in (auditor, admin_client):
        for path in (f"{SEARCHES}add/", page_of(search), f"{page_of(search)[:-7]}delete/"):
            assert client.post(path, {"post": "yes", "address": "x"}).status_code == 403
        action = {"action": "delete_selected", "_selected_action": [str(search.pk)], "post": "yes"}
        client.post(SEARCHES, action)
    assert PatientSearch.objects.get().address == "192.0.2.7"


def test_the_role_has_nothing_else(db: None) -> None:
    restore_roles()
    rights = Group.objects.get(name=AUDITORS).permissions.values_list("codename", flat=True)
    assert list(rights) == ["view_patientsearch"]

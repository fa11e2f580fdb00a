"""Whom the portal lets in, and what the site is told (protocol 8.1)."""

import pytest
from django.utils import timezone

from sites.choices import UserLanguage
from sites.models import Role, SiteUser, Store
from syncjobs.simulation.calls.http_exchange import Reply
from syncjobs.simulation.calls.login_reply import read_login_reply
from tests.remote_site.signing_in import is_success
from tests.syncjobs.far_side import a_site
from tests.syncjobs.login.people import a_user, enter, log_in

pytestmark = pytest.mark.django_db


def test_it_tells_everything_of_the_user_in_its_type() -> None:
    user = a_user(
        first_name="Amina",
        last_name="Okoro",
        job_title="Nurse",
        email="amina@example.org",
        phone="+255 700",
        language=UserLanguage.PORTUGUESE,
    )
    response = log_in()
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    body = response.json()
    assert is_success(body)
    reply = read_login_reply(Reply(200, response.content))
    assert reply.info is not None
    told = reply.info.user
    assert (told.user_id, told.name, told.language) == (user.pk, "Amina", 5)
    assert body["userInfo"]["user"]["e_mail"] == "amina@example.org"
    assert body["userInfo"]["user"]["phone1"] == "+255 700"
    assert body["userInfo"]["user"]["active"] is True
    assert (body["userFirstName"], body["userLastName"]) == ("Amina", "Okoro")
    assert body["userJobTitle"] == body["userInfo"]["user"]["job_title"] == "Nurse"


def test_it_names_the_enabled_stores_of_all_sites_that_the_user_may_enter() -> None:
    here, elsewhere = a_site().stores.get(), a_site("Other", "OTHER").stores.get()
    nowhere = Store.objects.create(code="NOWHERE")
    closed = Store.objects.create(code="CLOSED", disabled=True)
    looked_at = Store.objects.create(code="LOOK")
    user = a_user()
    enter(user, here, is_default=True)
    for store in (elsewhere, nowhere, closed):
        enter(user, store)
    enter(user, looked_at, can_log_in=False)
    enter(a_user("Bakari"), Store.objects.create(code="BAKARI"))
    stores = log_in().json()["userInfo"]["userStores"]
    assert {each["store_ID"]: each["store_default"] for each in stores} == {
        here.pk: True,
        elsewhere.pk: False,
        nowhere.pk: False,
    }
    assert {each["user_ID"] for each in stores} == {user.pk}
    assert {each["can_login"] for each in stores} == {True}
    accesses = user.accesses.filter(store__in=[each["store_ID"] for each in stores])
    assert {each["ID"] for each in stores} == {access.pk for access in accesses}


def test_it_grants_in_each_store_what_any_of_its_roles_grants() -> None:
    keeper = Role.objects.create(name="Storekeeper", permissions=[156, 147])
    nurse = Role.objects.create(name="Nurse", permissions=[46, 190])
    site = a_site()
    user, first = a_user(), site.stores.get()
    second = site.stores.create(code="D13")
    enter(user, first, keeper, nurse)
    enter(user, second)
    stores = {each["store_ID"]: each for each in log_in().json()["userInfo"]["userStores"]}
    granted = stores[first.pk]["permissions"]
    assert {type(each) for each in granted} == {bool}
    assert {number for number, has in enumerate(granted, 1) if has} >= {46, 147, 156, 190}
    assert sum(granted) == len({number for number, has in enumerate(granted, 1) if has})
    assert not any(stores[second.pk]["permissions"])


@pytest.mark.parametrize("name", ["AMINA", " amina ", "Amina"])
def test_it_knows_a_name_however_it_is_written(name: str) -> None:
    a_user()
    assert log_in(name).json()["username"] == "Amina"


@pytest.mark.parametrize("site_name", [None, "", "Nowhere", "District 12\0", "x" * 9_000])
def test_it_does_not_matter_which_site_the_caller_says_it_is(site_name: str | None) -> None:
    a_user()
    assert is_success(log_in(siteName=site_name).json())


def test_it_lets_a_user_in_who_has_no_store_anywhere() -> None:
    # The site itself says then that there is no store to enter; 401 would say “wrong password”.
    a_user()
    assert log_in().json()["userInfo"]["userStores"] == []


def test_it_keeps_when_the_user_logged_in_last() -> None:
    before = timezone.now()
    user = a_user()
    log_in(password="wrong")
    assert SiteUser.objects.get().last_login_at is None
    log_in()
    last = SiteUser.objects.get(pk=user.pk).last_login_at
    assert last is not None
    assert before <= last <= timezone.now()


def test_it_takes_passwords_as_they_are_typed() -> None:
    a_user(password=" blåe lampe\0på bakken ")
    assert log_in(password=" blåe lampe\0på bakken ").status_code == 200
    assert log_in(password="blåe lampe\0på bakken").status_code == 401


def test_it_costs_a_few_queries_however_many_stores_there_are(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    user = a_user()
    role = Role.objects.create(name="Storekeeper", permissions=[156])
    for number in range(30):
        enter(user, Store.objects.create(code=f"S{number}"), role)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert len(log_in().json()["userInfo"]["userStores"]) == 30

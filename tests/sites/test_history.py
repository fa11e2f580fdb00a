"""Who changed what in the register, when and why; and nothing that is secret or mere traffic."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from sites.models import Site
from sites.models.site import NOT_IN_HISTORY
from sites.passwords import set_site_password
from sites.registration import SiteDetails, change_site, register_site
from tests.sites.calls import PASSWORD, Caller, ask
from tests.sites.registered import history_of, reasons_of, registered

pytestmark = pytest.mark.django_db


def test_it_keeps_when_and_why() -> None:
    before = timezone.now()
    site = registered()
    change_site(site.pk, SiteDetails("Clinic 5"), "A new building")
    newest = history_of(site).latest()
    assert (newest.history_change_reason, newest.name) == ("A new building", "Clinic 5")
    assert before <= newest.history_date <= timezone.now()


@pytest.mark.urls("tests.sites.urls_of_tests")
def test_it_keeps_who() -> None:
    ada = get_user_model().objects.create_user("ada")
    site = registered()
    client = Client()
    client.force_login(ada)
    client.get("/rename", {"to": "Clinic 5"})
    newest = history_of(site).latest()
    assert (newest.name, newest.history_user) == ("Clinic 5", ada)
    assert newest.history_change_reason == "Asked for"


def test_it_keeps_no_password_hash() -> None:
    site = registered()
    set_site_password(site, "another-long-phrase-7")
    site.refresh_from_db()
    newest = history_of(site).latest()
    assert newest.history_change_reason == "Password set"
    assert newest.password_set_at == site.password_set_at
    kept = [str(value) for row in history_of(site).values() for value in row.values()]
    assert not any("argon2" in text or Caller().secret in text for text in kept)


def test_it_has_no_column_for_traffic() -> None:
    columns = {field.name for field in history_of(Site).model._meta.get_fields()}
    assert not columns & set(NOT_IN_HISTORY)
    assert {"password_hash", "last_contact_at", "last_refusal_code"} <= set(NOT_IN_HISTORY)


def test_it_keeps_the_binding_of_a_machine_as_nobodys_change() -> None:
    site = registered()
    ask(Caller(hardware_id="machine-1"))
    newest = history_of(site).first()
    assert (newest.hardware_id, newest.history_user) == ("machine-1", None)
    assert newest.history_change_reason == "Bound at first contact"


def test_it_writes_nothing_more_when_a_bound_site_calls() -> None:
    site = registered()
    ask(Caller())
    before = history_of(site).count()
    ask(Caller(app_version="2.21.0"))
    ask(Caller(sync_version="99"))
    assert history_of(site).count() == before


def test_it_begins_with_the_registration() -> None:
    site = register_site(SiteDetails("District 12"), PASSWORD, [], "Order 4711")
    assert reasons_of(site)[-1] == "Order 4711"
    assert reasons_of(registered("District 13"))[-1] == "Registered"


def test_it_keeps_the_history_of_stores() -> None:
    (store,) = registered().stores.all()
    assert [row.history_type for row in history_of(store).all()] == ["+"]

"""Through which door each change of the register came in."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from portal.celery import app
from portal.two_stacks import TwoStacks
from sites.choices import Door
from sites.doors import present_door, through
from sites.models import Site, Store
from sites.registration import SiteDetails, change_site
from tests.portal.forms import fill_in
from tests.sites.calls import DISCOVERY, Caller, ask
from tests.sites.registered import history_of, registered

pytestmark = pytest.mark.django_db


def doors_of(site: Site) -> list[str]:
    return [row.door for row in history_of(site).all()]


def test_outside_of_any_door_it_is_a_command() -> None:
    site = registered()
    assert set(doors_of(site)) == {Door.COMMAND}


def test_inside_a_door_it_is_that_door_and_after_it_no_more() -> None:
    site = registered()
    with through(Door.API):
        change_site(site.pk, SiteDetails("Clinic 5"), "Moved")
    assert history_of(site).first().door == Door.API
    assert present_door() == Door.COMMAND


def test_a_form_of_the_admin_is_the_admin(admin_client: Client) -> None:
    store = Store.objects.create(code="KAM", name="Kamuli")
    fill_in(admin_client, f"/admin/sites/store/{store.pk}/change/", "store_form", name="Kamuli 2")
    history: Any = Store.history
    newest = history.filter(id=store.pk).first()
    assert (newest.name, newest.door) == ("Kamuli 2", Door.ADMIN)


def test_a_task_is_the_portal_itself() -> None:
    @app.task(name="tests.door", shared=False)
    def door() -> str:
        return present_door()

    assert door.apply().get() == Door.PORTAL


def test_the_first_call_of_a_machine_is_the_site() -> None:
    site = registered()
    call = RequestFactory(headers=Caller(site.name).headers()).get(DISCOVERY)
    [answer] = TwoStacks()(call.environ, lambda *_: None)
    assert b"siteId" in answer
    newest = history_of(site).first()
    assert (newest.door, newest.history_user) == (Door.SITE, None)
    assert newest.history_change_reason == "Bound at first contact"


def test_it_is_the_site_where_one_stack_answers_all() -> None:
    site = registered()
    assert ask(Caller(site.name)).status_code == 200
    assert history_of(site).first().door == Door.SITE

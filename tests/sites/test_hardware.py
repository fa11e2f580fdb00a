"""The machine that a site is bound to: the first that calls, until an administrator resets it."""

import pytest

from sites.choices import InitialisationStatus
from sites.hardware import bind_hardware_id, reset_hardware_id
from sites.health import Health, health_of
from sites.models import Site
from sites.sync_outcome import record_sync_failure
from tests.sites.calls import Caller, ask, error_of
from tests.sites.registered import bare, reasons_of, registered
from tests.sites.together import at_the_same_moment

pytestmark = pytest.mark.django_db


def test_it_binds_at_first_contact() -> None:
    site = registered()
    assert ask(Caller(hardware_id="machine-ä")).status_code == 200
    site.refresh_from_db()
    assert (site.hardware_id, site.is_hardware_bound) == ("machine-ä", True)
    assert site.hardware_id_bound_at is not None


def test_it_lets_the_bound_machine_in_again() -> None:
    registered()
    assert [ask(Caller()).status_code for _ in range(3)] == [200, 200, 200]


def test_it_refuses_another_machine() -> None:
    site = registered()
    ask(Caller(hardware_id="machine-1"))
    error = error_of(ask(Caller(hardware_id="machine-2")), 401)
    site.refresh_from_db()
    assert error["code"] == "site_incorrect_hardware_id"
    assert "machine-1" not in error["message"]
    assert (site.hardware_id, site.last_refusal_code) == ("machine-1", error["code"])


def test_it_lets_one_machine_host_several_sites() -> None:
    registered("District 12")
    registered("District 13")
    assert ask(Caller("District 12", hardware_id="same")).status_code == 200
    assert ask(Caller("District 13", hardware_id="same")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_it_binds_one_of_many_machines_that_arrive_at_once() -> None:
    site = bare("District 12")
    machines = [f"machine-{number}" for number in range(8)]
    bound = at_the_same_moment(
        [lambda machine=machine: bind_hardware_id(site.pk, machine) for machine in machines]  # type: ignore[misc]
    )
    site.refresh_from_db()
    assert bound.count(True) == 1
    assert site.hardware_id == machines[bound.index(True)]


@pytest.mark.django_db(transaction=True)
def test_it_binds_a_machine_that_calls_many_times_at_once() -> None:
    site = bare("District 12")
    bound = at_the_same_moment([lambda: bind_hardware_id(site.pk, "machine-1")] * 8)
    assert bound == [True] * 8


def test_it_lets_the_next_machine_in_after_a_reset() -> None:
    site = registered()
    ask(Caller(hardware_id="machine-1"))
    reset_hardware_id(site.pk, "Broken screen")
    assert ask(Caller(hardware_id="machine-2")).status_code == 200
    assert error_of(ask(Caller(hardware_id="machine-1")), 401)
    assert reasons_of(site)[:2] == ["Bound at first contact", "Broken screen"]


def test_it_forgets_what_the_old_machine_said() -> None:
    site = registered()
    ask(Caller())
    reset_hardware_id(site.pk)
    site.refresh_from_db()
    assert (site.hardware_id, site.hardware_id_bound_at) == ("", None)
    assert (site.app_name, site.app_version, site.sync_version) == ("", "", None)
    assert (site.last_refusal_code, site.is_hardware_bound) == ("", False)
    assert reasons_of(site)[0] == "Hardware ID reset"


def test_a_site_is_not_failing_because_of_the_machine_that_it_had() -> None:
    site = registered()
    ask(Caller(hardware_id="machine-1"))
    ask(Caller(hardware_id="machine-2"))
    record_sync_failure(site.pk, "site_incorrect_hardware_id", "Another machine is bound.")
    site.refresh_from_db()
    assert health_of(site) is Health.FAILING
    site = reset_hardware_id(site.pk)
    assert health_of(site) is Health.OK
    assert (site.last_failure_code, site.last_failure_message) == ("", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (InitialisationStatus.STARTED, InitialisationStatus.NEW),
        (InitialisationStatus.NEW, InitialisationStatus.NEW),
        (InitialisationStatus.COMPLETED, InitialisationStatus.COMPLETED),
        (InitialisationStatus.ERROR, InitialisationStatus.ERROR),
    ],
)
def test_it_lets_the_next_machine_ask_for_its_data(
    before: InitialisationStatus, after: InitialisationStatus
) -> None:
    site = bare("District 12", hardware_id="machine-1", initialisation_status=before)
    reset_hardware_id(site.pk)
    assert Site.objects.get().initialisation_status == after

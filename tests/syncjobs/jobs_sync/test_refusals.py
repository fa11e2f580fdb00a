"""A site that answers, but cannot or will not sync: each has its own sentence."""

import pytest
from pytest_django.fixtures import Settings

from sites.registration import disable_site
from syncjobs.choices import JobStatus
from syncjobs.jobs.site_refusals import ASKED, DID_NOT_ASK, NOT_READY
from syncjobs.one_time_logins import issue_one_time_login, use_one_time_login
from tests.central_server import Fault
from tests.central_server.odd_answers import INSIDE
from tests.remote_site import Plan, State
from tests.support.ports import free_port
from tests.syncjobs.jobs_sync.conftest import StartSite
from tests.syncjobs.jobs_sync.jobs import synced, the_site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.PRE_INITIALISATION, "site_not_initialised"),
        (State.INITIALISING, "site_initialising"),
        (State.MIGRATING, "site_migrating"),
    ],
)
def test_it_says_that_the_site_is_not_ready(start_site: StartSite, state: State, code: str) -> None:
    server = start_site(state=state)
    job = synced()
    assert (job.status, job.error_code, job.attempt) == ("failed", code, 1)
    assert not {"authToken", "manualSync"} & set(server.asked)
    assert the_site().last_failure_code == code


def test_it_says_that_another_site_answers(start_site: StartSite) -> None:
    server = start_site(site_name="District 99")
    job = synced()
    assert (job.status, job.error_code) == ("failed", "another_site_answers")
    assert job.error_message == (
        "At the URL of this site another one answers: District 99. Correct the URL on this"
        " site's page."
    )
    assert server.passwords == []


def test_it_knows_the_site_by_a_name_in_another_case(start_site: StartSite) -> None:
    start_site(site_name=" DISTRICT 12")
    assert synced().status == JobStatus.SUCCEEDED


@pytest.mark.parametrize(
    ("variant", "code", "words"),
    [
        ("InvalidCredentials", "site_asks_another_server", "another server"),
        ("NoSiteAccess", "site_asks_another_server", "another server"),
        ("CentralSyncRequired", "site_cannot_reach_portal", "could not reach this portal"),
        ("AccountBlocked", "site_blocks_account", "for 9 minutes"),
        ("SomethingNew", "site_refuses_account", "SomethingNew"),
    ],
)
def test_it_says_why_the_site_refused_without_asking_the_portal(
    start_site: StartSite, variant: str, code: str, words: str
) -> None:
    server = start_site(refuses_with=variant)
    job = synced()
    assert (job.status, job.error_code, job.attempt) == ("failed", code, 1)
    assert words in job.error_message
    assert "manualSync" not in server.asked
    assert the_site().last_failure_message == job.error_message


def test_it_says_that_the_site_cannot_reach_the_portal(start_site: StartSite) -> None:
    start_site(portal_url=f"http://127.0.0.1:{free_port()}")
    assert synced().error_code == "site_cannot_reach_portal"


def test_it_says_that_the_site_knows_none_of_its_stores(start_site: StartSite) -> None:
    start_site().behaviour.stores = ("another",)
    assert synced().error_code == "site_knows_no_store"


def test_it_says_that_the_site_asked_and_refused(
    start_site: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start_site()

    def spend(site_id: int) -> str:
        password = issue_one_time_login(site_id)
        assert use_one_time_login(password, "District 12")
        return password

    monkeypatch.setattr("syncjobs.jobs.site_session.issue_one_time_login", spend)
    assert synced().error_code == "site_refuses_account"
    assert server.login_statuses == [401]


def test_it_waits_for_a_refusal_of_six_seconds(start_site: StartSite) -> None:
    start_site(refuses_with="InvalidCredentials", failure_seconds=6.0)
    assert synced().error_code == "site_asks_another_server"


def test_it_has_words_for_every_refusal() -> None:
    variants = {"InvalidCredentials", "NoSiteAccess", "CentralSyncRequired"}
    assert set(ASKED) == set(DID_NOT_ASK) == variants
    for words in (*ASKED.values(), *DID_NOT_ASK.values(), *NOT_READY.values()):
        assert all(part and part[-1] != " " for part in words)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.NOT_FOUND, "not_open_msupply"),
        (Fault.REFUSES_REQUEST, "not_open_msupply"),
        (Fault.OTHER_JSON, "not_open_msupply"),
        (Fault.TRUNCATED_JSON, "not_open_msupply"),
        (Fault.DEEP_JSON, "not_open_msupply"),
        (Fault.LARGEST, "not_open_msupply"),
        (Fault.ENDLESS, "not_open_msupply"),
        (Fault.SERVER_ERROR, "site_server_error"),
        (Fault.REDIRECT, "site_redirects"),
    ],
)
def test_it_says_that_something_else_answers(
    start_site: StartSite, fault: Fault, code: str
) -> None:
    start_site(fault=fault)
    job = synced()
    assert (job.status, job.error_code) == ("failed", code)
    assert INSIDE not in job.error_message


def test_it_asks_nothing_of_a_disabled_site(start_site: StartSite) -> None:
    server = start_site()
    disable_site(the_site().pk, "Stolen")
    job = synced()
    assert (job.status, job.error_code) == ("failed", "site_disabled")
    assert server.asked == []


def test_it_asks_nothing_of_a_site_without_a_store(start_site: StartSite) -> None:
    server = start_site()
    the_site().stores.update(disabled=True)
    assert synced().error_code == "site_has_no_store"
    assert server.asked == []


@pytest.mark.parametrize("members", [{"drops_triggers": True}, {"looks_before_start": 10**6}])
def test_it_says_that_the_site_never_started(
    start_site: StartSite, monkeypatch: pytest.MonkeyPatch, members: dict[str, int]
) -> None:
    monkeypatch.setattr("syncjobs.jobs.watching.START_SECONDS", 0.2)
    server = start_site(**members)
    job = synced()
    assert (job.status, job.error_code) == ("failed", "site_never_started")
    assert server.asked.count("manualSync") == 1


def test_it_leaves_a_sync_that_stands_still(start_site: StartSite, settings: Settings) -> None:
    settings.SYNC_SILENCE_SECONDS = 0
    start_site(looks_before_start=10**6)
    assert synced().error_code == "site_sync_stands_still"


def test_it_leaves_a_sync_that_stands_still_in_a_step(
    start_site: StartSite, settings: Settings
) -> None:
    settings.SYNC_SILENCE_SECONDS = 1
    start_site(plan=Plan(holds_in="pullCentral"))
    job = synced()
    assert job.error_code == "site_sync_stands_still"
    assert job.steps.filter(name="pull_central").get().verdict == "failed"

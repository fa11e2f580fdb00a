"""The verification against a server that really calls back the real portal."""

import json
import logging
from dataclasses import replace

import pytest
import requests
from pytest_django.fixtures import Settings

from sites.models import OneTimeCredential, Site
from sites.registration import disable_site
from syncjobs.choices import STEPS_OF_KIND, JobKind, StepName, Verdict
from syncjobs.models import SyncJob
from tests.central_server import CentralServer, Fault, GraphQL
from tests.central_server.legacy import ROUTE, site_headers
from tests.central_server.odd_answers import INSIDE
from tests.central_server.site_status import read_request
from tests.support.ports import free_port
from tests.support.servers import PortalServer
from tests.syncjobs.conftest import StartCentral
from tests.syncjobs.far_side import a_central, a_job, a_site, run, steps_of

PASSED, WARNING, FAILED = Verdict.PASSED, Verdict.WARNING, Verdict.FAILED
# The address of the tests is a loopback address, which the second step warns of.
WELL = [PASSED, WARNING, PASSED, PASSED, PASSED, PASSED, PASSED]


@pytest.fixture
def central_server(portal_server: PortalServer, start_central: StartCentral) -> CentralServer:
    """A healthy central server that takes this portal for its mSupply central server."""
    return start_central(legacy_url=portal_server.url, site_name="Central")


@pytest.fixture
def site(central_server: CentralServer) -> Site:
    """A site whose central server that is; both have told their version."""
    a_central(central_server.url)
    site = a_site()
    Site.objects.update(app_version="2.20.0", sync_version=14, app_name="Open mSupply Android")
    return Site.objects.get(pk=site.pk)


def become(server: CentralServer, **changes: object) -> None:
    server.behaviour = replace(server.behaviour, **changes)  # type: ignore[arg-type]


def verdicts(job: SyncJob) -> list[str]:
    return [verdict for _, verdict in steps_of(job)]


def all_that_is_shown(job: SyncJob) -> str:
    texts = list(job.steps.values_list("message", "advice"))
    return f"{texts} {job.error_code} {job.error_message}"


def test_it_takes_every_step_when_all_is_well(site: Site) -> None:
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("succeeded", "")
    assert steps_of(job) == list(zip(STEPS_OF_KIND[JobKind.VERIFY], WELL, strict=True))


def test_it_verifies_the_central_server_itself(site: Site) -> None:
    job = run(a_job(Site.objects.get(is_open_msupply_central=True)))
    assert (job.status, verdicts(job)) == ("succeeded", WELL)


def test_it_asks_as_the_site_would(site: Site, central_server: CentralServer) -> None:
    run(a_job(site))
    assert central_server.paths() == ["/central/sync/site_status", "/graphql"]
    asked = central_server.asked[0]
    settings, v6_version = read_request(asked.headers["Content-Type"], asked.body)
    assert (settings["username"], settings["syncVersion"], v6_version) == ("District 12", "14", 5)
    assert (settings["appName"], settings["appVersion"]) == ("Open mSupply Android", "2.20.0")


def test_it_is_called_back_with_what_it_sent(site: Site, central_server: CentralServer) -> None:
    run(a_job(site))
    [call] = central_server.called_back
    assert (call.status, call.body["siteId"]) == (200, site.pk)
    assert call.headers["app-name"] == "Open mSupply Android"
    assert (call.headers["app-version"], call.headers["version"]) == ("2.20.0", "14")


def test_it_shows_the_exact_discovery_answer(site: Site, central_server: CentralServer) -> None:
    job = run(a_job(site))
    [call] = central_server.called_back
    shown = job.steps.get(name=StepName.DISCOVERY_ANSWER).message
    assert json.loads(shown) == call.body


def test_it_speaks_for_a_site_that_has_never_called(central_server: CentralServer) -> None:
    a_central(central_server.url)
    job = run(a_job(a_site()))
    assert (job.status, verdicts(job)) == ("succeeded", [*WELL[:-1], WARNING])


def test_it_changes_nothing_of_the_site(site: Site) -> None:
    before = Site.objects.filter(pk=site.pk).values().get()
    run(a_job(site))
    assert Site.objects.filter(pk=site.pk).values().get() == before
    assert (before["hardware_id"], before["last_contact_at"]) == ("", None)


def test_it_leaves_the_machine_of_the_site_bound(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(hardware_id="machine-77")
    assert run(a_job(site)).status == "succeeded"
    assert Site.objects.get(pk=site.pk).hardware_id == "machine-77"


def test_it_shows_the_secret_nowhere(
    site: Site,
    central_server: CentralServer,
    portal_server: PortalServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    # It is held at a higher level, because it tells the addresses of webhooks.
    caplog.set_level(logging.DEBUG, "urllib3")
    become(central_server, fault=Fault.ECHOES_SECRET)
    job = run(a_job(site))
    settings, _ = read_request("application/json", central_server.asked[0].body)
    secret = settings["passwordSha256"]
    assert len(secret) == 64
    assert "No site has …" in job.error_message
    logged = [record for record in caplog.records if not record.name.startswith("tests.")]
    said = " ".join(record.getMessage() for record in logged)
    assert "site_status" in said
    for text in (all_that_is_shown(job), said, portal_server.output()):
        assert secret not in text


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.NO_CALL_BACK])
def test_it_leaves_a_secret_that_is_worth_nothing(
    site: Site, central_server: CentralServer, portal_server: PortalServer, fault: Fault
) -> None:
    become(central_server, fault=fault)
    run(a_job(site))
    settings, _ = read_request("application/json", central_server.asked[0].body)
    answer = requests.get(portal_server.url + ROUTE, headers=site_headers(settings), timeout=10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "site_incorrect_password")
    assert not OneTimeCredential.objects.exists()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("fault", "code", "step_count"),
    [
        (Fault.DROPS, "central_connection_lost", 3),
        (Fault.ENDLESS, "central_answer_too_long", 3),
        (Fault.NOT_CENTRAL, "open_msupply_not_central", 4),
        (Fault.NOT_CENTRAL_ENVELOPE, "open_msupply_not_central", 4),
        (Fault.REFUSES_REQUEST, "central_refused_request", 4),
        (Fault.NOT_FOUND, "not_open_msupply", 4),
        (Fault.SERVER_ERROR, "central_server_error", 4),
        (Fault.UNAVAILABLE, "central_server_error", 4),
        (Fault.REDIRECT, "central_redirects", 4),
        (Fault.OTHER_JSON, "not_open_msupply", 4),
        (Fault.TRUNCATED_JSON, "not_open_msupply", 4),
        (Fault.DEEP_JSON, "not_open_msupply", 4),
        (Fault.NO_CALL_BACK, "central_asks_another_server", 5),
        (Fault.CALLS_BACK_THEN_FAILS, "central_cannot_use_answer", 5),
        (Fault.LEGACY_SERVER_ERROR, "central_cannot_reach_portal", 5),
        (Fault.CANNOT_CONNECT_TO_LEGACY, "central_cannot_reach_portal", 5),
        (Fault.OTHER_LEGACY_ERROR, "central_cannot_reach_portal", 5),
    ],
)
def test_it_names_what_is_wrong(
    site: Site, central_server: CentralServer, fault: Fault, code: str, step_count: int
) -> None:
    become(central_server, fault=fault)
    job = run(a_job(site))
    assert (job.error_code, verdicts(job)) == (code, [*WELL[: step_count - 1], FAILED])
    failed = job.steps.get(verdict=FAILED)
    assert job.error_message == f"{failed.message} {failed.advice}"
    assert failed.advice
    assert INSIDE not in all_that_is_shown(job)


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.DRIPPING_BODY, Fault.DRIPPING_HEADERS])
def test_it_leaves_a_server_that_is_too_slow(
    site: Site, central_server: CentralServer, settings: Settings, fault: Fault
) -> None:
    settings.OUTGOING_CONNECT_SECONDS = settings.OUTGOING_READ_SECONDS = 0.2
    become(central_server, fault=fault)
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("queued", "central_too_slow")
    assert verdicts(job) == [PASSED, WARNING, FAILED]


def test_it_says_that_nothing_listens(site: Site) -> None:
    Site.objects.central().update(url=f"http://127.0.0.1:{free_port()}")
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("queued", "central_refuses_connection")


def test_it_says_that_the_server_speaks_http(site: Site, central_server: CentralServer) -> None:
    Site.objects.central().update(url=central_server.url.replace("http:", "https:"))
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "central_speaks_http")


def test_it_takes_a_busy_central_server_for_well(site: Site, central_server: CentralServer) -> None:
    become(central_server, fault=Fault.BUSY)
    job = run(a_job(site))
    assert (job.status, verdicts(job)) == ("succeeded", WELL)


def test_it_says_that_the_v6_versions_do_not_fit(site: Site, central_server: CentralServer) -> None:
    become(central_server, v6_versions=(0, 4))
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "v6_version_incompatible")
    assert verdicts(job) == [PASSED, WARNING, PASSED, PASSED, WARNING, PASSED, FAILED]
    assert "0 to 4" in job.error_message
    assert central_server.called_back == []


def test_it_says_who_must_upgrade(site: Site) -> None:
    Site.objects.central().update(app_version="2.13.0")
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "versions_do_not_fit")
    assert "Upgrade the Open mSupply central server to 2.20.00 or later." in job.error_message


def test_it_says_that_the_portal_cannot_be_reached(
    site: Site, central_server: CentralServer
) -> None:
    become(central_server, legacy_url=f"http://127.0.0.1:{free_port()}")
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "central_cannot_reach_portal")
    assert "Connection problem" in job.error_message


def test_it_says_that_another_server_was_asked(
    site: Site, central_server: CentralServer, start_central: StartCentral
) -> None:
    another = start_central()
    become(central_server, legacy_url=another.url)
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "central_cannot_reach_portal")
    assert another.paths() == [ROUTE]


def test_it_says_that_the_server_is_another_site(site: Site, central_server: CentralServer) -> None:
    become(central_server, site_name="Somebody\0 \ud800else")
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "central_is_another_site")
    assert "Somebody else, but the tick is on Central." in job.error_message


def test_it_knows_the_site_by_its_name_in_another_case(
    site: Site, central_server: CentralServer
) -> None:
    become(central_server, site_name="CENTRAL ")
    assert verdicts(run(a_job(site))) == WELL


@pytest.mark.parametrize("graphql", [GraphQL.MISSING, GraphQL.NOT_INITIALISED])
def test_it_warns_when_the_server_does_not_say_who_it_is(
    site: Site, central_server: CentralServer, graphql: GraphQL
) -> None:
    become(central_server, graphql=graphql)
    job = run(a_job(site))
    assert (job.status, steps_of(job)[5]) == ("succeeded", ("is_the_ticked_site", WARNING))


@pytest.mark.django_db
def test_it_says_that_no_central_server_has_the_tick() -> None:
    job = run(a_job(a_site()))
    assert (job.status, job.error_code) == ("failed", "central_not_configured")
    assert steps_of(job) == [(StepName.DISCOVERY_ANSWER, FAILED)]


@pytest.mark.django_db
def test_it_says_that_the_site_is_disabled() -> None:
    a_central()
    site = a_site()
    disable_site(site.pk, "Closed for repairs")
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "site_disabled")
    assert "Closed for repairs" in job.error_message


@pytest.mark.django_db
def test_it_says_that_the_site_has_no_store() -> None:
    a_central()
    site = a_site()
    site.stores.update(disabled=True)
    job = run(a_job(site))
    assert (job.status, job.error_code) == ("failed", "site_has_no_store")

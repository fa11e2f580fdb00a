import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sites.models import Site
from syncjobs.choices import STEPS_OF_KIND, JobKind
from syncjobs.models import SyncJob
from tests.central_server import CentralServer, Fault
from tests.portal.management import manage
from tests.portal.workers import wait_for_worker
from tests.support.servers import CeleryWorker, PortalServer
from tests.syncjobs.conftest import StartCentral
from tests.syncjobs.far_side import a_central, a_site


def verified(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    output, errors = StringIO(), StringIO()
    try:
        call_command("verify_site", *arguments, stdout=output, stderr=errors)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue(), errors.getvalue()
    return 0, output.getvalue(), errors.getvalue()


@pytest.fixture
def central(
    portal_server: PortalServer, celery_worker_process: CeleryWorker, start_central: StartCentral
) -> CentralServer:
    """A healthy central server of this portal, and a worker to ask it."""
    central = start_central(legacy_url=portal_server.url, site_name="Central")
    a_central(central.url)
    a_site()
    Site.objects.update(app_version="2.20.0", sync_version=14)
    wait_for_worker()
    return central


def test_it_prints_the_steps_of_a_verification_that_succeeds(central: CentralServer) -> None:
    status, output, errors = verified(" district 12 ")
    assert (status, errors) == (0, "")
    for name in STEPS_OF_KIND[JobKind.VERIFY]:
        assert name.label in output
    assert "     ok  It asks this portal\n          It asked this portal who the site is" in output
    assert output.endswith("Succeeded.\n")


def test_it_prints_where_and_why_a_verification_fails(
    portal_server: PortalServer, celery_worker_process: CeleryWorker, start_central: StartCentral
) -> None:
    stranger = start_central(legacy_url=portal_server.url, fault=Fault.NOT_FOUND)
    a_central(stranger.url)
    status, output, _ = verified("Central")
    assert status == 1
    assert "  FAILED  It is an Open mSupply central server" in output
    assert "Failed. Something answers there, but it is not an Open mSupply central" in output


def test_it_prints_one_json_object(central: CentralServer) -> None:
    status, output, _ = verified("District 12", "--json")
    [line] = output.splitlines()
    answer = json.loads(line)
    assert (status, answer["status"], answer["errorCode"]) == (0, "succeeded", "")
    assert [step["name"] for step in answer["steps"]] == list(STEPS_OF_KIND[JobKind.VERIFY])
    assert {step["verdict"] for step in answer["steps"]} == {"passed", "warning"}


def test_it_tells_a_shell_that_a_verification_failed(
    celery_worker_process: CeleryWorker,
) -> None:
    a_site()
    ended = manage("verify_site", "District 12", "--json")
    assert ended.returncode == 1
    answer = json.loads(ended.stdout)
    assert (answer["status"], answer["errorCode"]) == ("failed", "central_not_configured")
    assert answer["job"] == SyncJob.objects.get().pk


def test_it_says_that_no_worker_answers(
    celery_worker_process: CeleryWorker, capsys: pytest.CaptureFixture[str]
) -> None:
    celery_worker_process.stop()
    wait_for_worker(is_there=False)
    a_site()
    errors = StringIO()
    with pytest.raises(CommandError) as end:
        call_command("verify_site", "District 12", "--timeout", "0", stderr=errors)
    assert errors.getvalue() == "No worker answers; the job waits until one is started.\n"
    assert "has not ended in 0 seconds; it is waiting." in str(end.value)
    assert SyncJob.objects.get().status == "queued"


def test_it_knows_no_site_of_another_name(db: None) -> None:
    with pytest.raises(CommandError, match=r"No site is called “Nowhere”\. Check its name\."):
        verified("Nowhere")
    assert not SyncJob.objects.exists()

"""One HTTP request with limits on everything, against real servers on loopback."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from syncjobs.clients import bounded_http
from syncjobs.clients.bounded_http import Answer
from syncjobs.clients.central_no_answer import post_json
from syncjobs.errors import JobFailedError
from tests.central_server import CentralServer, Fault
from tests.central_server.odd_answers import INSIDE
from tests.support.ports import free_port
from tests.syncjobs.conftest import StartCentral
from tests.syncjobs.far_side import self_signed

pytestmark = pytest.mark.any_database


def post(server: CentralServer) -> Answer:
    return post_json(f"{server.url}/central/sync/site_status", {"fruit": "pear"})


def failure_of(url: str) -> JobFailedError:
    with pytest.raises(JobFailedError) as caught:
        post_json(url, {})
    return caught.value


def test_it_sends_json_and_nothing_of_its_own(start_central: StartCentral) -> None:
    server = start_central(fault=Fault.NOT_FOUND)
    post(server)
    [asked] = server.asked
    assert asked.body == b'{"fruit": "pear"}'
    assert asked.headers["Content-Type"] == "application/json"
    assert not {"Authorization", "Cookie"} & set(asked.headers)


def test_it_uses_no_proxy_of_its_surroundings(
    start_central: StartCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    assert post(start_central(fault=Fault.NOT_FOUND)).status == 404


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.NOT_CENTRAL, 405),
        (Fault.NOT_FOUND, 404),
        (Fault.SERVER_ERROR, 500),
        (Fault.UNAVAILABLE, 503),
    ],
)
def test_it_returns_an_answer_of_any_status(
    start_central: StartCentral, fault: Fault, status: int
) -> None:
    assert post(start_central(fault=fault)).status == status


def test_it_does_not_follow_a_redirect(start_central: StartCentral) -> None:
    server = start_central(fault=Fault.REDIRECT)
    answer = post(server)
    assert (answer.status, answer.location) == (302, "/central/sync/elsewhere")
    assert server.paths() == ["/central/sync/site_status"]


def test_it_stops_reading_an_endless_answer(start_central: StartCentral) -> None:
    error = failure_of(start_central(fault=Fault.ENDLESS).url + "/central/")
    assert (error.job_code, error.may_pass) == ("central_answer_too_long", False)


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.DRIPPING_HEADERS, Fault.DRIPPING_BODY])
def test_it_leaves_a_server_that_is_too_slow(
    start_central: StartCentral, settings: Settings, fault: Fault
) -> None:
    settings.OUTGOING_CONNECT_SECONDS = settings.OUTGOING_READ_SECONDS = 0.2
    error = failure_of(start_central(fault=fault).url + "/central/")
    assert (error.job_code, error.may_pass) == ("central_too_slow", True)


def test_it_leaves_a_server_that_stops_in_the_middle(
    start_central: StartCentral, settings: Settings
) -> None:
    settings.OUTGOING_CONNECT_SECONDS = settings.OUTGOING_READ_SECONDS = 0.2
    error = failure_of(start_central(fault=Fault.STALLS).url + "/central/")
    assert error.job_code == "central_too_slow"


def test_it_leaves_a_slow_server_behind_tls(
    start_central: StartCentral,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.OUTGOING_CONNECT_SECONDS = settings.OUTGOING_READ_SECONDS = 0.5
    server = start_central(fault=Fault.DRIPPING_HEADERS, tls=self_signed(tmp_path))
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", tmp_path / "certificate.pem")
    assert failure_of(server.url + "/central/").job_code == "central_too_slow"


def test_it_says_that_the_connection_was_dropped(start_central: StartCentral) -> None:
    error = failure_of(start_central(fault=Fault.DROPS).url + "/central/")
    assert (error.job_code, error.may_pass) == ("central_connection_lost", True)


def test_it_says_that_nothing_listens() -> None:
    error = failure_of(f"http://127.0.0.1:{free_port()}/")
    assert (error.job_code, error.may_pass) == ("central_refuses_connection", True)


def test_it_says_that_no_server_has_the_name() -> None:
    error = failure_of("http://central.invalid/")
    assert (error.job_code, error.may_pass) == ("central_host_unknown", True)


def test_it_says_that_the_server_speaks_http(start_central: StartCentral) -> None:
    error = failure_of(start_central().url.replace("http://", "https://"))
    assert (error.job_code, error.may_pass) == ("central_speaks_http", False)


def test_it_says_that_the_certificate_is_not_trusted(
    start_central: StartCentral, tmp_path: Path
) -> None:
    error = failure_of(start_central(tls=self_signed(tmp_path)).url)
    assert (error.job_code, error.may_pass) == ("central_certificate_refused", False)


def test_it_names_the_scheme_when_the_server_speaks_https(
    start_central: StartCentral, tmp_path: Path
) -> None:
    server = start_central(tls=self_signed(tmp_path))
    error = failure_of(server.url.replace("https://", "http://"))
    assert error.job_code == "central_connection_lost"
    assert "http or https" in error.advice


@pytest.mark.parametrize("fault", [Fault.ENDLESS, Fault.DROPS, Fault.STALLS])
def test_it_shows_nothing_of_the_answer_in_an_error(
    start_central: StartCentral, settings: Settings, fault: Fault
) -> None:
    settings.OUTGOING_READ_SECONDS = 0.5
    error = failure_of(start_central(fault=fault).url + "/central/")
    assert INSIDE not in f"{error} {error.text} {error.advice} {error.data}"


def test_it_reads_an_answer_of_the_largest_size_whole(start_central: StartCentral) -> None:
    answer = post(start_central(fault=Fault.LARGEST))
    assert len(answer.body) == bounded_http.LARGEST_ANSWER_BYTES

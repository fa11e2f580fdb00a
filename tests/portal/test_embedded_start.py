"""What is in the way of a start is said in a sentence."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded.errors import CannotStartError
from portal.embedded.preflight import check_data_folder_is_free, check_port
from portal.embedded.valkey_server import server_program
from portal.environment import BASE_DIR
from tests.support.embedded_portal import EmbeddedPortal
from tests.support.ports import HOST, free_port
from tests.support.servers import ValkeyServer

pytestmark = pytest.mark.any_database


def refusal(folder: Path, **variables: str) -> str:
    """What a start prints that ends with exit status 1 and without a traceback."""
    environment = EmbeddedPortal(folder, folder).environment() | variables
    command = [sys.executable, "-m", "portal.embedded"]
    done = subprocess.run(  # noqa: S603 - the portal itself
        command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_it_says_that_the_port_is_in_use(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        sentence = refusal(tmp_path / "data", PORTAL_PORT=str(port))
    assert sentence == (
        f"Port {port} on 127.0.0.1 is in use by another program. Stop that program, or choose"
        " another port with PORTAL_PORT."
    )


def test_it_says_that_the_data_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sentence = refusal(tmp_path / "file" / "data")
    assert sentence == (
        f"The data folder {tmp_path}/file/data cannot be written: Not a directory. Choose another"
        " with PORTAL_DATA_DIR, or give this user the right to write there."
    )


def test_it_says_which_setting_is_wrong(tmp_path: Path) -> None:
    assert "PORTAL_PORT must be a whole number" in refusal(tmp_path / "data", PORTAL_PORT="http")
    assert "PORTAL_MODE is neither" in refusal(tmp_path / "data", PORTAL_MODE="demo")
    assert "SYNC_VERSION_MIN (20) is above" in refusal(tmp_path / "data", SYNC_VERSION_MIN="20")


def test_it_says_that_the_database_does_not_answer(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "data", DATABASE_URL="postgres://u:secret@127.0.0.1:1/portal")
    assert "The database cannot be used" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize("port", [-1, 0, 70000])
def test_it_refuses_a_port_that_does_not_exist(port: int) -> None:
    with pytest.raises(CannotStartError, match=f"There is no port {port}. Correct PORTAL_PORT"):
        check_port(HOST, port)


def test_it_refuses_an_address_of_another_machine() -> None:
    with pytest.raises(CannotStartError, match="Correct PORTAL_BIND"):
        check_port("192.0.2.1", 8000)


def test_it_refuses_a_data_folder_that_is_in_use(valkey: ValkeyServer) -> None:
    with pytest.raises(CannotStartError, match="is in use by a portal"):
        check_data_folder_is_free(valkey.log.parent)


def test_it_names_the_setting_where_no_valkey_server_is_packed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.system", lambda: "Plan9")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotStartError, match="name a running server with REDIS_URL"):
        server_program()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIME_ZONE", "Nairobi"),
        ("LOG_LEVEL", "verbose"),
        ("DATABASE_URL", "postgres://u:p@127.0.0.1:abc/portal"),
    ],
)
def test_it_says_that_a_setting_cannot_be_used(tmp_path: Path, name: str, value: str) -> None:
    sentence = refusal(tmp_path / "data", PORTAL_PORT=str(free_port()), **{name: value})
    assert sentence.startswith("A setting cannot be used: ")
    assert "docs/settings.md" in sentence


def test_it_refuses_time_limits_with_which_no_job_could_end(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "data", PORTAL_PORT=str(free_port()), OUTGOING_READ_SECONDS="500")
    assert sentence.startswith("JOB_SILENCE_SECONDS (120) is not above")

"""`make demo`: two sites exchange a requisition, in front of a newcomer."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from portal.embedded.demo import PASSWORD, demo_environment, free_port
from portal.environment import BASE_DIR
from tests.support.embedded_portal import EmbeddedPortal
from tests.support.ports import HOST, is_listening
from tests.support.waiting import wait_for

pytestmark = pytest.mark.any_database

END = "Both sites sync every 20 seconds from now on"
JOURNEY_SECONDS = 150.0
DOCUMENTS = """
    SELECT table_name, count(*) FROM syncjobs_record
    WHERE table_name LIKE 'requisition%' GROUP BY table_name
"""
PREPARED = (
    "SELECT count(*) FROM syncjobs_syncjob WHERE kind = 'initialise' AND status = 'succeeded'"
)


class EmbeddedDemo(EmbeddedPortal):
    """The portal with two sites and a stand-in of the central server."""

    module = "portal.embedded.demo"

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """What the portal's own database says."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3", timeout=10)) as database:
            return database.execute(statement).fetchall()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[EmbeddedDemo]:
    demo = EmbeddedDemo(tmp_path / "the data", tmp_path / "output.txt")
    yield demo
    for process in demo.processes():
        os.kill(process.pid, signal.SIGKILL)


def shown(demo: EmbeddedDemo, name: str) -> str:
    """What the last lines say of this name."""
    (text,) = re.findall(rf"^  {name} +(\S+)$", demo.output(), re.MULTILINE)
    return str(text)


def page(demo: EmbeddedDemo, address: str) -> str:
    """A page of the admin, for one who signed in as was printed."""
    with requests.Session() as session:
        form = session.get(f"{demo.url}/admin/login/", timeout=10).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        credentials = {
            "username": shown(demo, "user name"),
            "password": shown(demo, "password"),
            "csrfmiddlewaretoken": token[1] if token else "",
        }
        login = f"{demo.url}/admin/login/?next=/admin/"
        session.post(login, data=credentials, timeout=10)
        response = session.get(address, timeout=10)
        assert response.status_code == 200
        return response.text


def test_a_requisition_travels_and_ctrl_c_ends_everything(demo: EmbeddedDemo) -> None:
    demo.start()
    wait_for(lambda: END in demo.output(), JOURNEY_SECONDS, "The end of the journey")
    output = demo.output()
    assert "1. Demo clinic and Demo district hospital ask for all their data." in output
    assert "3. Demo clinic orders from Demo district hospital: requisition 1" in output
    assert "Response requisition 1 is there, “From request requisition 1”." in output
    assert "It is Demo central server." in output
    assert [
        word for word in ("Traceback", "FAILED", "Failed", "Written off") if word in output
    ] == []

    assert demo.ask(DOCUMENTS) == [("requisition", 2), ("requisition_line", 6)]
    assert demo.ask(PREPARED) == [(2,)]
    for name in ("request", "response"):
        address = shown(demo, name)
        assert f">{address.partition('?q=')[2]}</a>" in page(demo, address)

    running = {process.command for process in demo.processes()}
    assert any("tests.central_server" in command for command in running)
    assert any("demo_exchange" in command for command in running)
    assert demo.press_ctrl_c() == 0
    assert demo.processes() == []
    assert not is_listening(demo.port)


def test_it_leaves_the_data_of_another_portal_alone(demo: EmbeddedDemo) -> None:
    demo.folder.mkdir()
    (demo.folder / "portal.sqlite3").touch()
    command = [sys.executable, "-m", demo.module]
    ended = subprocess.run(  # noqa: S603 - the demonstration itself
        command, cwd=BASE_DIR, env=demo.environment(), capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "has the data of another portal" in ended.stderr
    assert list(demo.folder.iterdir()) == [demo.folder / "portal.sqlite3"]


def test_it_reads_nothing_that_is_set_for_another_portal(tmp_path: Path) -> None:
    mine = {
        "DATABASE_URL": "postgres://portal:x@db.example.org/portal",
        "PORTAL_MODE": "production",
        "PORTAL_BIND": "0.0.0.0",  # noqa: S104 - not listened on
        "PORTAL_ADMIN_PASSWORD": "mine",
        "PORTAL_PORT": "8001",
    }
    environment = demo_environment(mine, tmp_path)
    assert environment.keys() & {"DATABASE_URL", "PORTAL_MODE"} == set()
    assert environment["PORTAL_ENV_FILE"] == os.devnull
    assert environment["PORTAL_ADMIN_PASSWORD"] == PASSWORD
    assert (environment["PORTAL_BIND"], environment["PORTAL_PORT"]) == (HOST, "8001")


def test_it_takes_another_port_when_the_usual_one_is_in_use() -> None:
    taken = free_port(0)
    assert free_port(taken) == taken
    with socket.create_server((HOST, taken)):
        assert free_port(taken) not in {0, taken}

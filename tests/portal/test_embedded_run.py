"""`make run`: one command starts everything, keeps it alive, and leaves nothing behind."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.support.embedded_portal import EmbeddedPortal, shown_passwords
from tests.support.waiting import wait_for

pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPortal]:
    """A portal that the tests of this file start and stop; its folder has a space in its name."""
    folder = tmp_path_factory.mktemp("run")
    portal = EmbeddedPortal(folder / "the data", folder / "output.txt")
    yield portal
    for process in portal.processes():
        os.kill(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def password(stopped: EmbeddedPortal) -> str:
    """The password that the first start printed."""
    output = stopped.start()
    assert f"ready at {stopped.url}/admin/" in output
    (password,) = shown_passwords(output)
    return password


@pytest.fixture
def running(stopped: EmbeddedPortal, password: str) -> EmbeddedPortal:
    wait_for(stopped.answers, 20, "An answer of every part")
    return stopped


def test_it_prints_the_password_of_the_administrator(
    running: EmbeddedPortal, password: str
) -> None:
    assert running.accepts(password)
    assert not running.accepts(password[::-1])


def test_it_keeps_its_secrets_to_its_user(running: EmbeddedPortal) -> None:
    assert running.folder.stat().st_mode & 0o077 == 0
    assert (running.folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_it_runs_a_worker_for_each_kind_of_work(running: EmbeddedPortal) -> None:
    def queues() -> set[str]:
        workers = [each.command for each in running.processes() if "portal worker" in each.command]
        return {command.split(" -Q ")[1].split()[0] for command in workers if " -Q " in command}

    wanted = {"jobs,ticks,pushes", "pushes", "syncs"}
    wait_for(lambda: queues() == wanted, 20, "The start of every worker")


@pytest.mark.parametrize("name", ["granian", "worker", "beat", "valkey"])
def test_it_starts_a_killed_part_again(running: EmbeddedPortal, name: str) -> None:
    killed = running.wait_for_part(name)
    os.kill(killed.pid, signal.SIGKILL)
    running.wait_for_part(name, other_than=killed)
    wait_for(running.answers, 20, "An answer of every part")


def test_it_starts_a_killed_web_worker_again(running: EmbeddedPortal) -> None:
    killed, kept = running.web_workers()
    os.kill(killed.pid, signal.SIGKILL)
    wait_for(lambda: len(running.web_workers()) == 2 and not killed.is_alive(), 10, "A new worker")
    assert kept.is_alive()


def test_it_ends_the_web_workers_with_granian(running: EmbeddedPortal) -> None:
    workers = running.web_workers()
    os.kill(running.wait_for_part("granian").pid, signal.SIGKILL)
    assert len(workers) == 2
    wait_for(lambda: not any(each.is_alive() for each in workers), 3, "The end of the workers")
    wait_for(running.answers, 20, "An answer of every part")


def test_it_stops_everything_at_ctrl_c_and_keeps_all_data(
    running: EmbeddedPortal, password: str
) -> None:
    assert len(running.processes()) >= 7
    assert running.press_ctrl_c() == 0
    assert running.processes() == []
    assert shown_passwords(running.start()) == []
    assert running.accepts(password)


def test_it_leaves_nothing_behind_when_the_supervisor_is_killed(running: EmbeddedPortal) -> None:
    assert len(running.processes()) >= 7
    running.kill_supervisor()
    wait_for(lambda: running.processes() == [], 5, "The end of every process")
    running.start()
    running.press_ctrl_c()
    assert "Traceback" not in running.output()

"""`make run` without make: everything on one machine, in a folder and on a port of the test."""

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import requests

from portal.environment import BASE_DIR
from tests.support.ports import HOST, free_port
from tests.support.process_table import Process, descendants, processes_with
from tests.support.waiting import wait_for

# The tests' own settings, which a portal of its own must not see.
NOT_INHERITED = {"DATABASE_URL", "SECRET_KEY", "REDIS_URL", "PYTHONDONTWRITEBYTECODE"}
START_SECONDS = 60.0
STOP_SECONDS = 45.0


class EmbeddedPortal:
    """The portal with all its programs, as one person runs it."""

    module = "portal.embedded"

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._log = log
        self._seen: set[Process] = set()
        self._process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        """What the process that prepares and starts everything gets."""
        inherited = {key: text for key, text in os.environ.items() if key not in NOT_INHERITED}
        return inherited | {"PORTAL_DATA_DIR": str(self.folder), "PORTAL_PORT": str(self.port)}

    def start(self) -> str:
        """Start everything, wait for the address, and return what was printed until then."""
        self._log.write_bytes(b"")
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the portal itself
                [sys.executable, "-m", self.module],
                cwd=BASE_DIR,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(lambda: "Ctrl-C stops it" in self.output(), START_SECONDS, "The start")
        for part in ("valkey", "granian", "worker", "beat"):
            self.wait_for_part(part)
        return self.output()

    def output(self) -> str:
        """All that was printed since the last start."""
        return self._log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        """The process id of supervisord."""
        assert self._process is not None
        return self._process.pid

    def press_ctrl_c(self) -> int:
        """What a terminal does at Ctrl-C; returns the exit status."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(STOP_SECONDS)

    def kill_supervisor(self) -> None:
        """End supervisord alone, at once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def part(self, name: str) -> Process | None:
        """The process of `valkey`, `granian`, `worker` or `beat`, if it runs."""
        marks = {
            "valkey": "valkey-server",
            "granian": "-m granian",
            "worker": "portal worker",
            "beat": "portal beat",
        }
        found = [each for each in descendants(self.pid) if marks[name] in each.command]
        children = (each for each in found if each.parent == self.pid)
        return next((each for each in children if "leash.py" not in each.command), None)

    def web_workers(self) -> list[Process]:
        """The processes that answer requests: the children of granian."""
        granian = self.part("granian")
        return descendants(granian.pid)[1:] if granian else []

    def wait_for_part(self, name: str, other_than: Process | None = None) -> Process:
        """The process of `name` once it runs, and is another one than `other_than`."""

        def present() -> Process | None:
            found = self.part(name)
            return None if found == other_than else found

        found = wait_for(present, 20, f"The start of {name}")
        assert found is not None
        return found

    def processes(self) -> list[Process]:
        """Every process of this portal that runs now; those seen before are looked for as well."""
        present = set(processes_with(str(self.folder)))
        if self._process is not None:
            present |= set(descendants(self.pid))
        self._seen |= present
        return [process for process in self._seen if process.is_alive()]

    def answers(self) -> bool:
        """Whether the web server answers."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def accepts(self, password: str) -> bool:
        """Whether the administrator `admin` can sign in with `password`."""
        address = f"{self.url}/admin/login/"
        with requests.Session() as session:
            page = session.get(address, timeout=10)
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            form = {"username": "admin", "password": password}
            form["csrfmiddlewaretoken"] = token[1] if token else ""
            answer = session.post(address, data=form, timeout=10, allow_redirects=False)
            return answer.status_code == 302


def shown_passwords(output: str) -> list[str]:
    """The passwords in what a start has printed."""
    return re.findall(r"^\s+password\s+(\S+)$", output, re.MULTILINE)

"""The portal's own programs, run as in production."""

import http.client
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from portal.embedded.valkey import broker_url, cache_url, socket_path
from portal.embedded.valkey_server import prepare_folders, server_program
from tests.support.commands import command_of
from tests.support.ports import HOST, free_port
from tests.support.processes import BackgroundProcess
from tests.support.waiting import wait_for

START_SECONDS = 30.0


class ValkeyServer(BackgroundProcess):
    """The embedded Valkey of a data folder, with its append-only file."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        prepare_folders(folder)
        variables = {
            "PORTAL_DATA_DIR": str(folder),
            "RUN_PYTHON": environment["RUN_PYTHON"],
            "RUN_VALKEY": str(server_program()),
            "RUN_VALKEY_SOCKET": str(socket_path(folder)),
        }
        super().__init__(command_of("valkey", variables), environment, folder / "valkey.out")
        self.url = broker_url("", folder)
        self._client = Redis.from_url(cache_url("", folder))

    def start(self) -> None:
        """Start the server and wait until it answers."""
        super().start()
        wait_for(self.answers, START_SECONDS, "An answer of Valkey")

    def answers(self) -> bool:
        """Whether a PING is answered."""
        try:
            return bool(self._client.ping())
        except RedisError:
            return False

    def empty(self) -> None:
        """Delete everything: the cache, the queue and what the broker remembers."""
        self._client.flushall()


class PortalServer(BackgroundProcess):
    """granian with two processes, on a free loopback port."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.host = HOST
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        environment = {**environment, "PORTAL_PORT": str(self.port)}
        super().__init__(command_of("web", environment), environment, log)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        super().start()
        wait_for(self.answers, START_SECONDS, f"An answer of the web server; {self.output()}")

    def answers(self) -> bool:
        """Whether /healthz is answered with 200."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class CeleryWorker(BackgroundProcess):
    """A Celery worker with four threads, which may be stopped, killed and started at will."""

    def __init__(self, environment: dict[str, str], log: Path, program: str = "worker") -> None:
        super().__init__(command_of(program, environment), environment, log)

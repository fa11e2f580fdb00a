"""The servers of the benchmark: a scratch database, Valkey, the portal and its constant twin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from portal.environment import env
from tests.support.environments import process_environment
from tests.support.servers import PortalServer, ValkeyServer

SCRATCH_DATABASE = "portal_benchmark"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is measured: `portal` answers discovery, `constant` a constant with the same stack."""

    portal: PortalServer
    constant: PortalServer

    def restart_portal(self) -> None:
        """Let the portal's processes forget whom they know."""
        self.portal.stop()
        self.portal.start()


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Starts everything, and ends all of it afterwards."""
    with scratch_database():
        environment = process_environment(connection.settings_dict)
        environment |= {name: str(env(name)) for name in ("WEB_PROCESSES", "WEB_THREADS")}
        valkey = ValkeyServer(settings.DATA_DIR, environment)
        portal = PortalServer(environment, settings.DATA_DIR / "portal.out")
        twin = environment | {"DJANGO_SETTINGS_MODULE": "benchmarks.constant_settings"}
        constant = PortalServer(twin, settings.DATA_DIR / "constant.out")
        servers = (valkey, portal, constant)
        try:
            for server in servers:
                server.start()
            yield Surroundings(portal, constant)
        finally:
            for server in reversed(servers):
                server.stop()


@contextmanager
def scratch_database() -> Iterator[None]:
    """A database of this name, made by the migrations; an old one of that name is replaced."""
    present: str = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = SCRATCH_DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(present, verbosity=0)

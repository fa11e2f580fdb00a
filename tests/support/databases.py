"""SQLite or PostgreSQL for the tests, and the folder that everything of a test run lies in."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from portal.embedded.static_files import collect_when_changed
from tests.support.postgres import PostgresOfTests

POSTGRES = pytest.StashKey[PostgresOfTests]()
END_OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run on PostgreSQL, not on SQLite")


def wants_postgres(config: pytest.Config) -> bool:
    """Whether this run is one on PostgreSQL."""
    return bool(config.getoption("--postgres")) or os.environ.get("TEST_ON") == "postgres"


def is_parallel_worker(config: pytest.Config) -> bool:
    """Whether this process was started by another one of the same test run."""
    return hasattr(config, "workerinput")


# First, because pytest-django looks at Django's settings in the same hook.
@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "any_database: what it is about does not depend on the database; left out on PostgreSQL",
    )
    if wants_postgres(config) and not is_parallel_worker(config):
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or start_postgres(config)
    django.setup()
    if not is_parallel_worker(config):
        # The processes of a parallel run inherit the environment, and must read their settings
        # after tests/conftest.py has given each its own data folder.
        del os.environ["DJANGO_SETTINGS_MODULE"]


def start_postgres(config: pytest.Config) -> str:
    """Start a PostgreSQL server that ends with this run, and return its DATABASE_URL."""
    server = config.stash[POSTGRES] = PostgresOfTests()
    return server.url


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not wants_postgres(config):
        return
    left_out = [item for item in items if item.get_closest_marker("any_database")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_sessionstart(session: pytest.Session) -> None:
    # Pages need the manifest of the static files; one process makes it for all.
    if not is_parallel_worker(session.config):
        collect_when_changed()


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(POSTGRES, None)
    if server is not None:
        server.stop()
    shutil.rmtree(os.environ["PORTAL_DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A SQLite file under the name that it has in `make run`, so that other processes find it."""
    folder = Path(os.environ["PORTAL_DATA_DIR"])
    if folder != settings.DATA_DIR:
        pytest.exit(
            "Django's settings were read before tests/conftest.py. Unset PYTEST_PLUGINS"
            " and DJANGO_SETTINGS_MODULE: these tests would empty a real database."
        )
    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(database["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of the run; no session of a process that was killed in a test keeps it."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(END_OTHER_SESSIONS)

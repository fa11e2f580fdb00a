"""The environment of processes that share the database and the Valkey of the tests."""

import os
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from portal.embedded.valkey import socket_path

# Playwright makes the test process itself need this; the programs must do without.
ONLY_OF_TESTS = {"DJANGO_ALLOW_ASYNC_UNSAFE", "PYTEST_CURRENT_TEST", "PYTHONWARNINGS"}


def process_environment(settings_database: Mapping[str, Any]) -> dict[str, str]:
    """What a process of the portal needs to work on the database and the Valkey of this test.

    `settings_database` is `connection.settings_dict` of the test. A SQLite file of the tests has
    the same name in the data folder as that of `make run`, so that the folder is enough.
    """
    environment = {name: text for name, text in os.environ.items() if name not in ONLY_OF_TESTS}
    environment["SECRET_KEY"] = settings.SECRET_KEY
    environment["PORTAL_DATA_DIR"] = str(settings.DATA_DIR)
    environment["DATABASE_URL"] = database_url(settings_database)
    environment |= {
        "WEB_PROCESSES": "2",
        "WEB_THREADS": "4",
        "RUN_WEB_THREADS": "28",
        "WORKER_THREADS": "4",
        "SYNC_THREADS": "4",
        "SYNC_LOOK_SECONDS": "0.1",
        "PORTAL_BIND": "127.0.0.1",
        "RUN_PYTHON": sys.executable,
        "RUN_VALKEY_SOCKET": str(socket_path(settings.DATA_DIR)),
    }
    return environment


def database_url(database: Mapping[str, Any]) -> str:
    """DATABASE_URL for a PostgreSQL `database` of Django's settings; empty for SQLite."""
    if database["ENGINE"] != "django.db.backends.postgresql":
        return ""
    names = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    port = f":{database['PORT']}" if database["PORT"] else ""
    options = {key: text for key, text in database["OPTIONS"].items() if isinstance(text, str)}
    query = f"?{urlencode(options)}" if options else ""
    return f"postgres://{names[0]}:{names[1]}@{database['HOST']}{port}/{database['NAME']}{query}"

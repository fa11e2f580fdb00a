"""Points the portal at a folder and servers of the tests before Django reads its settings.

For that reason DJANGO_SETTINGS_MODULE is set here and not in pyproject.toml, where pytest-django
would read it before this file.
"""

import os
import tempfile

from hypothesis import settings

OWN_VARIABLES = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "PORTAL_BIND",
    "PORTAL_MODE",
    "PORTAL_URL",
    "REDIS_URL",
    "SECRET_KEY",
)

# What a developer's shell or .env file says about a portal must not reach the tests; what the
# process that started a parallel run has set is left to its workers.
if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in OWN_VARIABLES:
        os.environ.pop(name, None)
os.environ["PORTAL_ENV_FILE"] = os.devnull
os.environ["PORTAL_DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
# The embedded PostgreSQL keeps its locks there, and warns on machines that have no such folder.
os.environ.setdefault("XDG_RUNTIME_DIR", os.environ["PORTAL_DATA_DIR"])
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
# Playwright's loop runs in the thread of the tests, where Django then refuses to use a database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A test that takes long on a busy machine has found nothing.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")

pytest_plugins = [
    "tests.support.garbage",
    "tests.support.databases",
    "tests.support.starting_records",
    "tests.support.static_files",
    "tests.support.server_fixtures",
    "tests.support.browser_fixtures",
    "tests.support.people_fixtures",
]

"""In production nothing unsafe is left to a default."""

import os
import subprocess
import sys

import pytest

from portal.environment import BASE_DIR

pytestmark = pytest.mark.any_database

PRODUCTION = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "k7Qw2ZxV9mLr4TpY8nBc6HdJ3fGs5KaE1uWi0oXqRzNvMyUbPt",
    "DATABASE_URL": "postgres://portal:secret@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "portal.example.org",
}


def check(**variables: str) -> tuple[int, str]:
    """Exit status and output of `manage.py check --deploy` with just these settings."""
    environment = {"PATH": os.environ["PATH"], "PORTAL_ENV_FILE": os.devnull} | variables
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(  # noqa: S603 - the portal itself
        command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_it_passes_the_checks_of_a_deployment() -> None:
    status, output = check(**PRODUCTION)
    assert (status, output.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_it_does_not_start_without(name: str) -> None:
    status, output = check(**{key: text for key, text in PRODUCTION.items() if key != name})
    assert status == 1
    assert f"{name} is not set. In production mode the portal needs it" in output


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("SECRET_KEY", "short", "portal.E003"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghijkl" * 4, "portal.E003"),
        ("SYNC_VERSION_MIN", "15", "portal.E002"),
        ("ALLOWED_HOSTS", "", "portal.E004"),
        ("TWO_FACTOR_REQUIRED", "some", "none of 'nobody', 'administrators' and 'everybody'"),
        ("DATABASE_URL", "sqlite:////tmp/portal.sqlite3", "does not name a PostgreSQL database"),
    ],
)
def test_it_refuses(name: str, text: str, sentence: str) -> None:
    status, output = check(**PRODUCTION | {name: text})
    assert status == 1
    assert sentence in output

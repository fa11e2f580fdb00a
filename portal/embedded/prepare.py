"""What `make run` does before it starts anything: checks, static files, database, administrator."""

import sys

import django
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from portal.checks import TAG
from portal.embedded.administrator import create_first_administrator
from portal.embedded.errors import CannotStartError
from portal.embedded.migrations import migrate_when_needed
from portal.embedded.preflight import (
    check_data_folder,
    check_data_folder_is_free,
    check_port,
    check_types,
)
from portal.embedded.static_files import collect_when_changed
from portal.environment import data_folder, env


def prepare() -> None:
    """Make everything ready for the programs of `supervisord.conf`.

    Raises CannotStartError with a sentence about what is in the way.
    """
    check_machine()
    try:
        set_up_django()
        refuse_wrong_settings()
        collect_when_changed()
        migrate_when_needed()
        announcement = create_first_administrator()
    except ImproperlyConfigured as error:
        raise CannotStartError(str(error)) from error
    except DatabaseError as error:
        raise CannotStartError(
            f"The database cannot be used: {str(error).strip()}. Correct DATABASE_URL, or start"
            " the database server."
        ) from error
    if announcement:
        sys.stdout.write(announcement)


def set_up_django() -> None:
    """Read Django's settings; CannotStartError says what one of them cannot be."""
    try:
        django.setup()
    except ValueError as error:
        reason = error.__cause__ or error
        raise CannotStartError(
            f"A setting cannot be used: {reason}. Correct it in the environment or .env;"
            " docs/settings.md explains each."
        ) from error


def check_machine() -> None:
    """Look at the data folder and the port, before Django's settings are read."""
    check_types()
    folder = data_folder()
    check_data_folder(folder)
    check_data_folder_is_free(folder)
    check_port(env("PORTAL_BIND"), env("PORTAL_PORT"))


def refuse_wrong_settings() -> None:
    """Raise CannotStartError when the portal's own system checks find an error."""
    errors = [message for message in run_checks(tags=[TAG, "syncjobs"]) if message.is_serious()]
    if errors:
        raise CannotStartError(" ".join(f"{error.msg} {error.hint}" for error in errors))

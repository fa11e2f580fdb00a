"""What `make run` does before it starts anything: checks, static files, database, administrator."""

import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from portal.embedded.administrator import create_first_administrator
from portal.embedded.errors import CannotStartError
from portal.embedded.migrations import migrate_when_needed
from portal.embedded.preflight import check_data_folder, check_data_folder_is_free, check_port
from portal.embedded.static_files import collect_when_changed
from portal.environment import data_folder, env


def prepare() -> None:
    """Make everything ready for the programs of `supervisord.conf`.

    Raises CannotStartError with a sentence about what is in the way.
    """
    check_machine()
    try:
        django.setup()
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


def check_machine() -> None:
    """Look at the data folder and the port, before Django's settings are read."""
    folder = data_folder()
    check_data_folder(folder)
    check_data_folder_is_free(folder)
    try:
        host, port = env("PORTAL_BIND"), env("PORTAL_PORT")
    except (ValueError, ImproperlyConfigured) as error:
        raise CannotStartError(
            "PORTAL_PORT is not a number. Correct it, or leave it out."
        ) from error
    check_port(host, port)

"""Becoming supervisord, which starts the programs of `supervisord.conf` and keeps them alive."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from portal.embedded.leash import PARENT_VARIABLE
from portal.embedded.output import share_standard_output
from portal.embedded.valkey import socket_path
from portal.embedded.valkey_server import prepare_folders, server_program
from portal.environment import BASE_DIR, data_folder, env

CONFIGURATION = BASE_DIR / "supervisord.conf"


def supervised_environment() -> dict[str, str]:
    """The variables that `supervisord.conf` names, from the settings and this machine.

    Raises CannotStartError when an embedded Valkey is wanted and there is no program for it.
    """
    folder = data_folder()
    embedded_valkey = not env("REDIS_URL")
    if embedded_valkey:
        prepare_folders(folder)
    names = ("PORTAL_BIND", "PORTAL_PORT", "WEB_PROCESSES", "WORKER_THREADS", "SYNC_THREADS")
    return {
        **{name: str(env(name)) for name in names},
        # `portal.places` lets so many of them work at once as WEB_THREADS says.
        "RUN_WEB_THREADS": str(env("WEB_THREADS") + env("WEB_WAITING_THREADS")),
        "PORTAL_DATA_DIR": str(folder),
        "RUN_PYTHON": sys.executable,
        "RUN_VALKEY_WANTED": str(embedded_valkey).lower(),
        "RUN_VALKEY": str(server_program() if embedded_valkey else Path("no-valkey")),
        "RUN_VALKEY_SOCKET": str(socket_path(folder)),
    }


def become_supervisord(configuration: Path) -> NoReturn:
    """Replace this process by supervisord, in the foreground; it keeps this process's id."""
    os.environ.update(supervised_environment())
    os.environ[PARENT_VARIABLE] = str(os.getpid())
    # The programs have no use for it, and an environment can be read by the same user.
    os.environ.pop("PORTAL_ADMIN_PASSWORD", None)
    command = [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration)]
    if os.geteuid() == 0:
        # Said explicitly, running as root is no reason for a warning.
        command += ["-u", "root"]
    sys.stdout.flush()
    share_standard_output()
    os.execv(command[0], command)  # noqa: S606 - becoming supervisord is the purpose

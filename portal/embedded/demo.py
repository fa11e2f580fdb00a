"""`python -m portal.embedded.demo`: the portal with two sites that exchange records.

Runs what `demo.conf` says, in a data folder of its own, on this machine only: its passwords are
known to everybody. Nothing that a person's portal keeps or is set to is touched or read.
"""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NoReturn

HERE: Final = Path(__file__).resolve().parent
DEFAULT_FOLDER: Final = HERE.parent.parent / "build" / "demo"
HOST: Final = "127.0.0.1"
CENTRAL_PORT: Final = 2055
PASSWORD: Final = "weaver-birds-in-the-acacia"  # noqa: S105 - everybody may know it

# It is there in the folder of a demonstration; the other in that of any portal.
MARK: Final = "demonstration"
DATABASE: Final = "portal.sqlite3"

# What a person has set for another portal.
NOT_INHERITED: Final = {
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "PORTAL_ADMIN_USERNAME",
    "PORTAL_MODE",
    "REDIS_URL",
    "SECRET_KEY",
}


def main() -> NoReturn:
    """Become `python -m portal.embedded`; exit status 1 and a sentence when that must not be."""
    folder = Path(os.environ.get("PORTAL_DATA_DIR") or DEFAULT_FOLDER).expanduser().absolute()
    try:
        claim(folder)
    except OSError as error:
        sys.exit(
            f"The data folder {folder} cannot be used: {error.strerror}. Choose another with"
            " PORTAL_DATA_DIR."
        )
    program = [sys.executable, "-m", "portal.embedded", str(HERE / "demo.conf")]
    os.execve(program[0], program, demo_environment(os.environ, folder))  # noqa: S606 - the purpose


def claim(folder: Path) -> None:
    """Mark `folder` as that of a demonstration; ends the program if another portal lives there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / DATABASE).exists() and not (folder / MARK).exists():
        sys.exit(
            f"The folder {folder} has the data of another portal, into which the demonstration must"
            " not write. Choose another with PORTAL_DATA_DIR, or leave that out."
        )
    (folder / MARK).touch()


def demo_environment(inherited: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The settings of the demonstration, and the variables that `demo.conf` names."""
    kept = {name: value for name, value in inherited.items() if name not in NOT_INHERITED}
    return {
        **kept,
        "PORTAL_ENV_FILE": os.devnull,
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_BIND": HOST,
        "PORTAL_ADMIN_PASSWORD": PASSWORD,
        "RUN_DEMO_PASSWORD": PASSWORD,
        "RUN_DEMO_CENTRAL_PORT": str(free_port(CENTRAL_PORT)),
    }


def free_port(preferred: int) -> int:
    """The preferred port, or another one when that is in use."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    return preferred


if __name__ == "__main__":
    main()

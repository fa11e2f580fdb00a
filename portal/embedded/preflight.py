"""What is looked at before anything is started: the data folder and the port."""

import errno
import os
import socket
import tempfile
from pathlib import Path

from portal.embedded.errors import CannotStartError
from portal.embedded.valkey import socket_path
from portal.environment import env

PORTS = range(1, 65536)


def check_types() -> None:
    """Raise CannotStartError when a setting's text is not of the setting's type."""
    for name, (kind, _) in env.scheme.items():
        try:
            env(name)
        except ValueError as error:
            number = "a whole number" if kind is int else "a number"
            raise CannotStartError(
                f"{name} must be {number}. Correct it in the environment or .env, or leave it out."
            ) from error


def check_data_folder(folder: Path) -> None:
    """Create `folder` for this user alone where it is missing, and make sure of writing there.

    Raises CannotStartError when it cannot be made or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotStartError(
            f"The data folder {folder} cannot be written: {error.strerror}. Choose another with"
            " PORTAL_DATA_DIR, or give this user the right to write there."
        ) from error


def check_data_folder_is_free(folder: Path) -> None:
    """Raise CannotStartError when a Valkey server already answers for `folder`.

    Two servers that append to one file would destroy it.
    """
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fspath(socket_path(folder)))
        except OSError:
            return
    raise CannotStartError(
        f"The data folder {folder} is in use by a portal that is already running. Stop that one,"
        " or choose another folder with PORTAL_DATA_DIR."
    )


def check_port(host: str, port: int) -> None:
    """Raise CannotStartError when this process could not listen on `host` and `port`."""
    if port not in PORTS:
        raise CannotStartError(
            f"There is no port {port}. Correct PORTAL_PORT; a port is a number from 1 to 65535."
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise CannotStartError(_port_sentence(host, port, error)) from error


def _port_sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use by another program. Stop that program, or choose"
            " another port with PORTAL_PORT."
        )
    if error.errno == errno.EACCES:
        return (
            f"This user may not listen on port {port}. Choose one above 1023 with PORTAL_PORT,"
            " or put a web proxy in front of the portal."
        )
    return f"The portal cannot listen on {host}: {error.strerror}. Correct PORTAL_BIND."

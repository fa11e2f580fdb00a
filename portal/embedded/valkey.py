"""Where the embedded Valkey listens, and how Celery and the cache name that place."""

import hashlib
import os
import tempfile
from pathlib import Path

# The longest path that a Unix socket may have on every system that the portal runs on.
LONGEST_SOCKET_PATH = 100


def socket_path(data_dir: Path) -> Path:
    """The Unix socket of the Valkey server that belongs to `data_dir`.

    It lies in the data folder, or, where that path is too long for a socket, in the system's
    folder for temporary files under a name made from it.
    """
    path = data_dir / "valkey" / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{digest}" / "valkey.sock"


def broker_url(redis_url: str, data_dir: Path) -> str:
    """Celery's address of the broker: `redis_url`, or the embedded Valkey when it is empty."""
    return redis_url or f"redis+socket://{socket_path(data_dir)}"


def cache_url(redis_url: str, data_dir: Path) -> str:
    """Django's address of the shared cache: `redis_url`, or the embedded Valkey when empty.

    The embedded cache has a database number of its own: emptying it leaves the broker's queue.
    """
    return redis_url or f"unix://{socket_path(data_dir)}?db=1"

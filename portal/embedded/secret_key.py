"""The secret key of the embedded mode, kept in a file that only its owner can read."""

import contextlib
import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def read_or_create_secret_key(folder: Path) -> str:
    """The key in `folder`/secret_key; a new one is written (mode 600) when there is none.

    Raises ImproperlyConfigured, with a sentence, when the folder or the file cannot be used.
    """
    path = folder / "secret_key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        return _read(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be used: {error.strerror}."
            " Choose another with PORTAL_DATA_DIR, or give this user the right to write there."
        ) from error


def _create(path: Path) -> None:
    """Write a new key, unless another process was quicker; its key is then the one that counts.

    The file appears with its content in one step: nobody can read it while it is empty.
    """
    descriptor, name = tempfile.mkstemp(prefix=".secret_key-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        temporary.unlink()


def _read(path: Path) -> str:
    key = path.read_text().strip()
    if not key:
        raise ImproperlyConfigured(
            f"The secret key file {path} is empty. Delete it; the next start writes a new one"
            " (administrators then sign in again)."
        )
    return key

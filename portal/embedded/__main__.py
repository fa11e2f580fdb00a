"""`python -m portal.embedded`: prepare, then run everything on this machine until Ctrl-C.

With a file as its argument, supervisord runs the programs of that file instead of its own.
"""

import os
import signal
import sys
from pathlib import Path

from portal.embedded.errors import CannotStartError
from portal.embedded.leash import tie_to_parent
from portal.embedded.prepare import prepare
from portal.embedded.processes import CONFIGURATION, become_supervisord


def main() -> None:
    """Exit with status 1 and one sentence when the portal cannot start."""
    # SIGTERM lets supervisord stop its programs in order when make or the terminal has died.
    tie_to_parent(signal.SIGTERM, os.getppid())
    # What is written here (database, keys, logs) is for this user alone.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        prepare()
        become_supervisord(Path(sys.argv[1]) if sys.argv[1:] else CONFIGURATION)
    except CannotStartError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

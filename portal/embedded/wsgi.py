"""The WSGI application of `make run`: a web worker that ends together with granian.

granian's workers outlive a `kill -9` of their parent and would go on to serve the port, with the
old code, beside the newly started ones.
"""

import multiprocessing
import signal

from portal.embedded.leash import tie_to_parent

parent = multiprocessing.parent_process()
if parent is not None and parent.pid is not None:
    tie_to_parent(signal.SIGKILL, parent.pid)

# The worker is tied before the costly import of Django, which takes about a second.
from portal.wsgi import application as application  # noqa: E402

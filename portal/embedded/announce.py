"""Says where the portal is once it answers. Run by supervisord, by its path, once per start."""

import http.client
import os
import sys
import time

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.05


def main() -> None:
    """Print the address, or after a minute what to look at."""
    bind, port = os.environ["PORTAL_BIND"], int(os.environ["PORTAL_PORT"])
    host = ANY_ADDRESS.get(bind, bind)
    address = f"[{host}]" if ":" in host else host
    if not wait_until_it_answers(host, port):
        sys.exit("The portal has not answered for a minute; the lines above should say why.")
    everywhere = ", and at every other address of this machine" if bind in ANY_ADDRESS else ""
    sys.stdout.write(
        f"\nThe portal is ready at http://{address}:{port}/admin/{everywhere}\nCtrl-C stops it.\n\n"
    )


def wait_until_it_answers(host: str, port: int) -> bool:
    """Whether the web server answers anything at all within PATIENCE_SECONDS."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(PAUSE_SECONDS)
        else:
            return True
        finally:
            connection.close()
    return False


if __name__ == "__main__":
    main()

"""Runs the stand-in by hand; Ctrl-C ends it."""

import argparse
import logging
import signal
import sys

from tests.central_server.behaviour import Behaviour, Fault, GraphQL
from tests.central_server.server import CentralServer


def main() -> int:
    """Serves until Ctrl-C; returns the exit status."""
    options = read_options()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    behaviour = Behaviour(
        legacy_url=options.portal,
        site_name=options.site,
        fault=Fault(options.fault),
        graphql=GraphQL(options.graphql),
    )
    try:
        server = CentralServer(behaviour, port=options.port)
    except OSError as error:
        logging.error("Port %s cannot be used: %s.", options.port, error.strerror)  # noqa: LOG015, TRY400
        return 1
    with server:
        logging.info(  # noqa: LOG015
            "The Open mSupply central server's stand-in of “%s” serves %s/central/sync/ and asks"
            " %s about sites. Ctrl-C ends it.",
            options.site,
            server.url,
            options.portal,
        )
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.central_server", description=__doc__)
    parser.add_argument("--portal", required=True, help="URL of the portal, asked about sites")
    parser.add_argument("--site", required=True, help="name of the site that the server is")
    parser.add_argument("--port", type=int, default=2055, help="default: %(default)s")
    parser.add_argument("--fault", choices=list(Fault), default=Fault.NONE, help="what is wrong")
    parser.add_argument("--graphql", choices=list(GraphQL), default=GraphQL.TELLS)
    return parser.parse_args()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    sys.exit(main())

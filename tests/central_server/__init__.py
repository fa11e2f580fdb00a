"""A stand-in for the Open mSupply central server: the far side of HTTP, and nothing of the portal.

It speaks what a site and the portal ask of that server (protocol 7 and the open part of 9), and
really calls back the server that it takes for the legacy one. `Behaviour` chooses what is wrong
with it. By hand: `python -m tests.central_server --help`.
"""

from tests.central_server.behaviour import Behaviour as Behaviour
from tests.central_server.behaviour import Fault as Fault
from tests.central_server.behaviour import GraphQL as GraphQL
from tests.central_server.server import CentralServer as CentralServer

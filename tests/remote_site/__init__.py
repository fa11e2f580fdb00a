"""A stand-in for an Open mSupply site whose server can be called (protocol 9)."""

from tests.remote_site.behaviour import Behaviour as Behaviour
from tests.remote_site.behaviour import State as State
from tests.remote_site.runs import Plan as Plan
from tests.remote_site.server import RemoteSite as RemoteSite

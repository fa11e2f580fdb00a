"""What the site is, and what is wrong with it."""

import enum
from dataclasses import dataclass, field

from tests.central_server import Fault
from tests.remote_site.runs import Plan


class State(enum.StrEnum):
    """How far the site is set up; each has a schema of its own (protocol 9.2)."""

    INITIALISED = "INITIALISED"
    INITIALISING = "INITIALISING"
    PRE_INITIALISATION = "PRE_INITIALISATION"
    MIGRATING = "MIGRATING"


@dataclass(slots=True)
class Behaviour:
    """A healthy site, unless a test says otherwise.

    `portal_url` is what its sync settings name as the mSupply central server; `stores` the ids of
    the stores that it knows to be active on it; `failure_seconds` how long a refused sign-in takes
    at least (six at a real site); `refuses_with` the error that every sign-in ends with, unasked;
    `drops_triggers` that a sync that is asked for never begins; `looks_before_start` how often it
    is looked at before it begins; `plan` what happens in its next sync.
    """

    portal_url: str
    site_name: str = "District 12"
    stores: tuple[str, ...] = ()
    state: State = State.INITIALISED
    failure_seconds: float = 0.0
    refuses_with: str = ""
    drops_triggers: bool = False
    looks_before_start: int = 1
    plan: Plan = field(default_factory=Plan)
    fault: Fault = Fault.NONE

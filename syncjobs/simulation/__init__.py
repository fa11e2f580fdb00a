"""A remote site in Python: what an unmodified Open mSupply site asks, stores and pushes.

It speaks to a server over real HTTP and keeps a small SQLite database of its own. It knows nothing
of the portal's database and of its models. `docs/simulated-site.md` says what it imitates.
"""

from syncjobs.simulation.options import BatchSizes as BatchSizes
from syncjobs.simulation.options import Pauses as Pauses
from syncjobs.simulation.outcome import SyncOutcome as SyncOutcome
from syncjobs.simulation.site import SimulatedSite as SimulatedSite

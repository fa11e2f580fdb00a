"""What the first page of the admin says: where the central server is and what to do first."""

from dataclasses import dataclass

from sites.central_server import present_central_server
from sites.models import Site


@dataclass(frozen=True, slots=True)
class Overview:
    """The central server (None while no site has the tick) and the number of sites."""

    central: Site | None
    site_count: int
    never_seen_count: int


def overview() -> Overview:
    """The state of the register in three queries, however many sites there are."""
    return Overview(
        central=present_central_server(),
        site_count=Site.objects.count(),
        never_seen_count=Site.objects.filter(last_contact_at__isnull=True).count(),
    )

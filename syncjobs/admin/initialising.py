"""What preparing all data of a site anew costs, for whoever asks for it."""

from django.db.models import Q

from sites.counted import counted
from sites.models import Site
from syncjobs.admin.read_only import Act
from syncjobs.models import Record, SiteQueue

INITIALISE_AGAIN = Act("Initialise again")


def initialise_cost(site: Site) -> str:
    """What preparing the site's data anew costs and does not do, in sentences (protocol 3.3)."""
    queued = SiteQueue.objects.filter(site=site).values_list("length", flat=True).first()
    waiting = counted(queued or 0, "record")
    patients = ", and every patient of the system" if site.is_open_msupply_central else ""
    return (
        f"The queue of {site.name} ({waiting}) is discarded and built anew with about"
        f" {counted(_about(site), 'record')}{patients}; until that is done its syncs are refused."
        " Only a site whose own database is new loads everything anew, and it asks for that by"
        " itself: then you need not do this. A site that keeps its database gets these records"
        " once more at its next sync, over its own copies, after it has pushed what it changed."
        " Its place in the central log stays, and deletions that wait in the queue do not reach it."
    )


def _about(site: Site) -> int:
    """The living records of its stores and those addressed to them, without people seen there."""
    stores = list(site.stores.values_list("pk", "name_id"))
    own, names = [pk for pk, _ in stores], [name_id for _, name_id in stores]
    of_its_stores = Q(owner_store__in=own) | Q(partner_store__in=own) | Q(partner_name__in=names)
    living = Record.objects.filter(is_deleted=False, central_cursor__isnull=True)
    return living.filter(of_its_stores).count()

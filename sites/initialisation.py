"""How far the first full load of a site is (protocol 3.1, 3.3)."""

from sites.choices import InitialisationStatus
from sites.models import Site


def start_initialisation(site_id: int) -> None:
    """The site asked for its data, for the first time or again."""
    _set(site_id, InitialisationStatus.STARTED)


def complete_initialisation(site_id: int) -> bool:
    """The site's data is ready; False when it was not being prepared."""
    return _set(site_id, InitialisationStatus.COMPLETED, only_from=InitialisationStatus.STARTED)


def fail_initialisation(site_id: int) -> bool:
    """Preparing the site's data failed; False when it was not being prepared."""
    return _set(site_id, InitialisationStatus.ERROR, only_from=InitialisationStatus.STARTED)


def _set(
    site_id: int, status: InitialisationStatus, only_from: InitialisationStatus | None = None
) -> bool:
    sites = Site.objects.filter(pk=site_id)
    if only_from is not None:
        sites = sites.filter(initialisation_status=only_from)
    return bool(sites.update(initialisation_status=status))

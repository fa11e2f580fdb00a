"""Where an administrator mends what ended a job."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from sites.errors import SiteDisabledError, SiteHasNoStoreError, SiteIncorrectHardwareIdError
from syncjobs.models import SyncJob

# By error code: what is done there, which page of the site, and the place on it.
PLACES: Final = {
    SiteIncorrectHardwareIdError.code: ("Compare the devices", "change", "#claims"),
    "hardware_id_mismatch": ("Compare the devices", "change", "#claims"),
    SiteHasNoStoreError.code: ("Assign a store", "change", "#stores-group"),
    SiteDisabledError.code: ("Enable the site", "enable", ""),
}


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """A link and what is done where it leads."""

    label: str
    url: str


def error_link(job: SyncJob) -> ErrorLink | None:
    """Where the job's error can be mended; None when that is not in this admin."""
    if job.error_code not in PLACES:
        return None
    label, page, place = PLACES[job.error_code]
    url = reverse(f"admin:sites_site_{page}", args=[job.site_id])
    return ErrorLink(label, f"{url}{place}")

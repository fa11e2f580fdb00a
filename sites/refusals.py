"""Why a site was refused, from the code that is kept of it: a sentence with advice."""

from dataclasses import dataclass

from django.conf import settings

from sites.errors import (
    ApiVersionIncompatibleError,
    SiteDisabledError,
    SiteHasNoStoreError,
    SiteIncorrectHardwareIdError,
)
from sites.models import Site


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """The error with which a site's last call was refused."""

    code: str
    text: str
    advice: str


def last_refusal_of(site: Site) -> RefusalReason:
    """What the site was told, as far as it is known afterwards, with advice for administrators."""
    code = site.last_refusal_code
    if code == ApiVersionIncompatibleError.code:
        # The version that it spoke is not kept with a refusal.
        lowest, highest = settings.SYNC_VERSION_MIN, settings.SYNC_VERSION_MAX
        return RefusalReason(
            code,
            f"The site speaks a sync version that the portal does not; it speaks {lowest} to"
            f" {highest}.",
            "Compare the versions of Open mSupply and the portal: the older one must be upgraded.",
        )
    known = {
        SiteIncorrectHardwareIdError.code: SiteIncorrectHardwareIdError,
        SiteHasNoStoreError.code: SiteHasNoStoreError,
    }
    if code == SiteDisabledError.code:
        disabled = SiteDisabledError(site.disabled_reason)
        return RefusalReason(code, disabled.text, disabled.admin_advice)
    if code in known:
        error = known[code]()
        return RefusalReason(code, error.text, error.admin_advice)
    return RefusalReason(code, f"The site was refused: {code}.", "Look at the portal's log.")

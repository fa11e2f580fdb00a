"""What a page asks of whoever can verify a change before it is saved: nobody in this package."""

from typing import Any

from django.http import HttpRequest

from sites.impact.impact import Impact
from sites.impact.proposal import Proposal


class VerifyingFirst:
    """Offers nothing; packages that can call a central server say more."""

    def offers_verification(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Whether this person can have a central URL verified before it is saved."""
        return False

    def verification(
        self,
        request: HttpRequest,  # noqa: ARG002
        site_id: str | None,  # noqa: ARG002
        proposal: Proposal | None,  # noqa: ARG002
        impact: Impact,  # noqa: ARG002
    ) -> dict[str, Any]:
        """What the page shows of verifying the change first; nothing where nobody can."""
        return {}

"""Where a reason is required: the one place that says so, for every door."""

from sites.errors import ReasonRequiredError
from sites.impact.proposal import Proposal
from sites.impact.weighing import impact_of

REASON_REQUIRED = "A reason is required for that."
ADVICE = "Say why; it is kept in the history of the change."


def require_reason(proposal: Proposal, reason: str) -> None:
    """Raises ReasonRequiredError for a change without a reason that could cut sites off, or sends
    credentials elsewhere. Call it before anything of the change is written.
    """
    if reason.strip():
        return
    impact = impact_of(proposal)
    if impact.is_grave:
        raise ReasonRequiredError(f"{impact.summary} {REASON_REQUIRED}", ADVICE)

"""Why a sync failed that the portal followed or waited for, each with advice."""

from datetime import timedelta

from syncjobs.choices import StepName
from syncjobs.errors import JobFailedError
from syncjobs.following.spans import in_words


def did_not_call(waited: timedelta) -> JobFailedError:
    """The site made no call while the sync waited for one."""
    return JobFailedError(
        "site_did_not_call",
        f"The site did not call within {in_words(waited)}.",
        "Make sure that the device is on and reaches this portal, and that its sync settings name"
        " this portal's URL.",
    )


def went_silent(step: StepName | None, silence: timedelta) -> JobFailedError:
    """The site stopped calling in the middle of a sync."""
    where = f"in the step “{step.label}”" if step else "before its first step"
    return JobFailedError(
        "site_went_silent",
        f"The site stopped {where}: it said nothing for {in_words(silence)}.",
        "Its device or its connection went away. It goes on by itself at its next sync; nothing"
        " that it had sent is lost.",
    )


def began_again(step: StepName | None) -> JobFailedError:
    """The site began a new sync before the portal saw the end of this one."""
    where = f"in the step “{step.label}”" if step else "before its first step"
    return JobFailedError(
        "site_began_again",
        f"The site stopped {where} and began a new sync.",
        "Its own sync status says why; the new sync takes up what this one left.",
    )


def not_prepared(code: str, cause: str) -> JobFailedError:
    """The job that prepares the site's data did not come to its end."""
    return JobFailedError(
        code or "initialisation_cancelled",
        cause or "The preparation of the site's data was cancelled.",
        "" if cause else "Start the initialisation again at the site.",
    )

"""Why a job ended badly through nothing that any site or server did, each with advice."""

from syncjobs.errors import JobFailedError


def worker_lost() -> JobFailedError:
    """The worker showed no sign of life for too long."""
    return JobFailedError(
        "worker_lost",
        "The worker that ran this job was lost.",
        "Look at the worker's log, then retry.",
    )


def met_a_defect() -> JobFailedError:
    """Something happened that nobody expected."""
    return JobFailedError(
        "internal_error",
        "The portal met a problem of its own; the cause is in the worker's log.",
        "Retry; if it stays, tell those who develop the portal what the log says.",
    )


def initialised_already() -> JobFailedError:
    """The job came too late: the site has its data."""
    return JobFailedError(
        "initialised_already",
        "The site has its data already.",
        "When it needs everything again, it asks for it itself.",
    )

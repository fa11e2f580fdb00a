"""What can go wrong with a job. The runner is the one place that turns these into its state."""

from typing import Any, ClassVar

from sites.errors import PortalError


class JobFailedError(PortalError):
    """The job's answer is no, or it cannot go on; `job_code` is kept as the job's error code.

    `may_pass` says whether the same job could succeed later without anybody doing something, as
    after a lost connection; only then it is tried again by itself.
    """

    code = "job_failed"

    def __init__(
        self,
        job_code: str,
        sentence: str,
        advice: str = "",
        *,
        may_pass: bool = False,
        data: Any = None,
    ) -> None:
        super().__init__(sentence, advice, data)
        self.job_code = job_code
        self.may_pass = may_pass


class JobCancelledError(PortalError):
    """An administrator cancelled the job; raised inside it between two steps."""

    code = "job_cancelled"


class JobLostError(PortalError):
    """The job is no longer this run's: it was silent for too long and was given to another."""

    code = "job_lost"


class JobStateError(PortalError):
    """The job is not in a state in which this can be done with it."""

    code: ClassVar[str] = "job_state"
    http_status = 409

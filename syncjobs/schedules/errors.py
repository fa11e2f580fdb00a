"""What can be wrong with a schedule."""

from sites.errors import PortalError


class ScheduleError(PortalError):
    """A schedule that nobody could keep."""

    code = "schedule_invalid"

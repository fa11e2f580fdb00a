"""System checks: settings with which no job could come to its end."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("syncjobs")
def check_silence(**_: Any) -> list[CheckMessage]:
    """syncjobs.E001: a run shows life between its calls only, so it must outlive the longest."""
    longest = settings.OUTGOING_CONNECT_SECONDS + settings.OUTGOING_READ_SECONDS
    if longest < settings.JOB_SILENCE_SECONDS:
        return []
    return [
        Error(
            f"JOB_SILENCE_SECONDS ({settings.JOB_SILENCE_SECONDS}) is not above"
            f" OUTGOING_CONNECT_SECONDS and OUTGOING_READ_SECONDS together ({longest:g}).",
            hint="Correct one of the three; a job that waits for a slow server would be taken for"
            " abandoned.",
            id="syncjobs.E001",
        )
    ]

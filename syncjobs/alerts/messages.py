"""What alerts say, to people and to programs (docs/schedules-and-alerts.md)."""

import json
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from syncjobs.alerts.changes import Change
from syncjobs.choices import AlertState

PAYLOAD_VERSION: Final = 1
SHOWN_SITES: Final = 20
LONGEST_SUBJECT: Final = 200
SIGNATURE: Final = "Sent by the Open mSupply configuration portal."
PHRASES: Final = {
    AlertState.OK: ("is well again", "are well again"),
    AlertState.LATE: ("is late", "are late"),
    AlertState.DOWN: ("is down", "are down"),
    AlertState.FAILING: ("is failing", "are failing"),
    AlertState.UNSTEADY: ("goes up and down", "go up and down"),
    AlertState.TWO_DEVICES: ("is used by two devices", "are used by two devices"),
}
MEANINGS: Final = {
    AlertState.OK: "They are let in, and no successful sync of theirs is overdue.",
    AlertState.LATE: "They had no successful sync for longer than they may be without one.",
    AlertState.DOWN: "They had no successful sync for so long that somebody should look at once.",
    AlertState.FAILING: (
        "Their last call was refused or their last sync failed, with this error code."
    ),
    AlertState.UNSTEADY: (
        "They become unwell and recover again and again. They are not told of until they have"
        " stayed the same for a while."
    ),
    AlertState.TWO_DEVICES: (
        "Their device and another one with their password call in turn; only theirs is let in. The"
        " page of the site shows both: accept the new one, or keep the old one."
    ),
}

EVENTS: Final = {
    AlertState.OK: "sites_recovered",
    AlertState.TWO_DEVICES: "sites_with_two_devices",
}
# They go up and down: in one state of health now, and in another one soon.
QUERIES: Final = {AlertState.UNSTEADY: "", AlertState.TWO_DEVICES: "?claimed=turns"}


@dataclass(frozen=True, slots=True)
class Message:
    """One alert: a line for people, a text for people, and the JSON that a webhook gets."""

    subject: str
    text: str
    payload: str


def health_message(changes: Sequence[Change], now: datetime) -> Message:
    """What is told of sites that all came into the same state; there is at least one."""
    health, cause = AlertState(changes[0].health), changes[0].cause
    subject = _one_line(f"{_who(changes, health)}{f': {cause}' if cause else ''}")
    link = _link(changes, health)
    shown = changes[:SHOWN_SITES]
    text = _text(
        subject, MEANINGS[health], [_line(change, now) for change in shown], len(changes), link
    )
    payload = {
        "event": EVENTS.get(health, "sites_unwell"),
        "health": health.value,
        "cause": cause,
        "site_count": len(changes),
        "sites": [_site(change) for change in shown],
        "url": link,
    }
    return Message(subject, text, _payload(text, now, payload))


def trial_message(channel_name: str, now: datetime) -> Message:
    """What *Send a test* sends."""
    subject = _one_line(f"A test of the alert channel {channel_name}")
    text = f"{subject}\n\nAlerts about sites will come here.\n\n{SIGNATURE}\n"
    empty = {"health": "", "cause": "", "site_count": 0, "sites": [], "url": _absolute("")}
    return Message(subject, text, _payload(text, now, {"event": "test", **empty}))


def _who(changes: Sequence[Change], health: AlertState) -> str:
    one, many = PHRASES[health]
    return f"{changes[0].name} {one}" if len(changes) == 1 else f"{len(changes):,} sites {many}"


def _text(subject: str, meaning: str, lines: list[str], count: int, link: str) -> str:
    rest = [f"and {count - len(lines):,} more"] if count > len(lines) else []
    listed = "\n".join([*lines, *rest])
    return f"{subject}\n\n{meaning}\n\n{listed}\n\n{link}\n\n{SIGNATURE}\n"


def _line(change: Change, now: datetime) -> str:
    code = f" ({change.code})" if change.code else ""
    was = f", was {_told(change)}" if change.told else ""
    times = f", became unwell {_times(change, now)}" if change.times else ""
    return _one_line(f"- {change.name}{code}, site {change.site_id}{was}{times}")


def _times(change: Change, now: datetime) -> str:
    hours = max(1, math.ceil((now - change.since) / timedelta(hours=1)))
    span = "hour" if hours == 1 else f"{hours} hours"
    return f"{change.times} times in the last {span}"


def _told(change: Change) -> str:
    word = AlertState(change.told).label.lower()
    return f"{word}: {change.told_cause}" if change.told_cause else word


def _site(change: Change) -> dict[str, Any]:
    return {
        "id": change.site_id,
        "name": change.name,
        "code": change.code,
        "was": {"health": change.told, "cause": change.told_cause} if change.told else None,
    }


def _link(changes: Sequence[Change], health: AlertState) -> str:
    if len(changes) == 1:
        return _absolute(reverse("admin:sites_site_change", args=[changes[0].site_id]))
    query = QUERIES.get(health, f"?health={health.value}")
    return _absolute(f"{reverse('admin:sites_site_changelist')}{query}")


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"


def _payload(text: str, now: datetime, about: dict[str, Any]) -> str:
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    head = {"version": PAYLOAD_VERSION, "id": str(uuid.uuid4()), "at": at, "text": text}
    return json.dumps(head | about, ensure_ascii=False)


def _one_line(text: str) -> str:
    """The text without what would break a header or a list."""
    return " ".join(text.split())[:LONGEST_SUBJECT]

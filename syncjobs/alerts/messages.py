"""What alerts say, to people and to programs (docs/schedules-and-alerts.md)."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from sites.health import Health
from syncjobs.alerts.changes import Change

PAYLOAD_VERSION: Final = 1
SHOWN_SITES: Final = 20
LONGEST_SUBJECT: Final = 200
SIGNATURE: Final = "Sent by the Open mSupply configuration portal."
PHRASES: Final = {
    Health.OK: ("is well again", "are well again"),
    Health.LATE: ("is late", "are late"),
    Health.DOWN: ("is down", "are down"),
    Health.FAILING: ("is failing", "are failing"),
}
MEANINGS: Final = {
    Health.OK: "They are let in, and no successful sync of theirs is overdue.",
    Health.LATE: "They had no successful sync for longer than they may be without one.",
    Health.DOWN: "They had no successful sync for so long that somebody should look at once.",
    Health.FAILING: "Their last call was refused or their last sync failed, with this error code.",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One alert: a line for people, a text for people, and the JSON that a webhook gets."""

    subject: str
    text: str
    payload: str


def health_message(changes: Sequence[Change], now: datetime) -> Message:
    """What is told of sites that all came into the same state; there is at least one."""
    health, cause = Health(changes[0].health), changes[0].cause
    subject = _one_line(f"{_who(changes, health)}{f': {cause}' if cause else ''}")
    link = _link(changes, health)
    shown = changes[:SHOWN_SITES]
    text = _text(subject, MEANINGS[health], [_line(change) for change in shown], len(changes), link)
    payload = {
        "event": "sites_recovered" if health is Health.OK else "sites_unwell",
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


def _who(changes: Sequence[Change], health: Health) -> str:
    one, many = PHRASES[health]
    return f"{changes[0].name} {one}" if len(changes) == 1 else f"{len(changes):,} sites {many}"


def _text(subject: str, meaning: str, lines: list[str], count: int, link: str) -> str:
    rest = [f"and {count - len(lines):,} more"] if count > len(lines) else []
    listed = "\n".join([*lines, *rest])
    return f"{subject}\n\n{meaning}\n\n{listed}\n\n{link}\n\n{SIGNATURE}\n"


def _line(change: Change) -> str:
    code = f" ({change.code})" if change.code else ""
    was = f", was {_told(change)}" if change.told else ""
    return _one_line(f"- {change.name}{code}, site {change.site_id}{was}")


def _told(change: Change) -> str:
    word = Health(change.told).label.lower()
    return f"{word}: {change.told_cause}" if change.told_cause else word


def _site(change: Change) -> dict[str, Any]:
    return {
        "id": change.site_id,
        "name": change.name,
        "code": change.code,
        "was": {"health": change.told, "cause": change.told_cause} if change.told else None,
    }


def _link(changes: Sequence[Change], health: Health) -> str:
    if len(changes) == 1:
        return _absolute(reverse("admin:sites_site_change", args=[changes[0].site_id]))
    return _absolute(f"{reverse('admin:sites_site_changelist')}?health={health.value}")


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"


def _payload(text: str, now: datetime, about: dict[str, Any]) -> str:
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    head = {"version": PAYLOAD_VERSION, "id": str(uuid.uuid4()), "at": at, "text": text}
    return json.dumps(head | about, ensure_ascii=False)


def _one_line(text: str) -> str:
    """The text without what would break a header or a list."""
    return " ".join(text.split())[:LONGEST_SUBJECT]

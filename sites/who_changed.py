"""Who made a change that is kept, in words."""

from typing import Final

from sites.choices import Door

NOT_KNOWN: Final = "Not known"
# Whoever came through the other doors was signed in.
NOBODY: Final = {
    Door.COMMAND: "Nobody: a command",
    Door.SITE: "Nobody: a call of the site",
    Door.PORTAL: "Nobody: the portal itself",
    Door.ADMIN: "Somebody who is deleted by now",
    Door.API: "Somebody who is deleted by now",
}


def who_changed(user: object | None, door: str) -> str:
    """The name of the person, or what it was that changed something in nobody's name."""
    if user is not None:
        return str(user)
    return NOBODY[Door(door)] if door else NOT_KNOWN

"""How often claims are written: a flood of refused calls must cost the database next to nothing.

Each web process remembers what it has written. One machine of one site is written once in
CONTACT_WRITE_SECONDS, and a site with ever new hardware ids at most MOST_CLAIMS times.
"""

from typing import Final

from django.conf import settings

from sites.bounded_memory import BoundedMemory

MOST_CLAIMS: Final = 20
ENTRIES: Final = 100_000

_written = BoundedMemory(ENTRIES, settings.CONTACT_WRITE_SECONDS)


def may_write(site_id: int, bound: str, claimed: str) -> bool:
    """Whether this process has not just written that `claimed` came in the place of `bound`."""
    if _mark(site_id, bound, claimed) in _written:
        return False
    return _free_place(site_id) is not None


def remember_written(site_id: int, bound: str, claimed: str) -> None:
    """Keeps that it was written just now."""
    _written.add(_mark(site_id, bound, claimed))
    place = _free_place(site_id)
    if place is not None:
        _written.add(place)


def forget_in_process() -> None:
    """Forgets what this process has written, as a restart does."""
    _written.clear()


def _mark(site_id: int, bound: str, claimed: str) -> str:
    # The bound machine is part of it, so that an exchange of the two is written at once. No
    # hardware id has a control character.
    return f"{site_id}\0{bound}\0{claimed}"


def _free_place(site_id: int) -> str | None:
    places = (f"{site_id}\0{number}" for number in range(MOST_CLAIMS))
    return next((place for place in places if place not in _written), None)

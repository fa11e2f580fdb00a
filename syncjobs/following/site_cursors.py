"""Where the sites are in the central log, as their pulls say (protocol 3.4).

A site keeps its cursor itself and names it when it asks, so it has all records up to there. What
lies after that is counted only as far as people read numbers.
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, Self

from django.db import connection
from django.db.models import Q

from sites.models import Site
from syncjobs.following.guard import harmless
from syncjobs.models import Record, SiteCursor

# From here on a number is "more than 10,000".
MOST_COUNTED: Final = 10_000

# For the first half of the condition see `sites.contact`: the next pull says the same again.
_KEEP: Final = (
    "INSERT INTO syncjobs_sitecursor (site_id, cursor) SELECT %s, %s WHERE {condition}"
    " ON CONFLICT (site_id) DO UPDATE SET cursor = EXCLUDED.cursor"
)
_WITHOUT_WAITING: Final = {
    "postgresql": "set_config('synchronous_commit', 'off', true) = 'off'",
    "sqlite": "TRUE",
}


@harmless
def keep_cursor(site_id: int, cursor: int) -> None:
    """Keeps that the site has all central records up to the cursor. One statement."""
    with connection.cursor() as statement:
        sql = _KEEP.format(condition=_WITHOUT_WAITING[connection.vendor])
        statement.execute(sql, (site_id, cursor))


@harmless
def forget_cursor(site_id: int) -> None:
    """The site has a new database, which holds no central records."""
    SiteCursor.objects.filter(site=site_id).delete()


def records_behind(site_id: int) -> int | None:
    """How many central records the site has not got yet, at most one more than MOST_COUNTED.

    None for a site that never asked for any. Two queries.
    """
    places = SiteCursor.objects.filter(site=site_id)
    found = places.values_list("cursor", "site__queue__initialised_cursor").first()
    if found is None:
        return None
    cursor, initialised = found
    # As in `syncjobs.exchange.pulling`: what a site authored itself it gets only with its first
    # load.
    for_it = Q(author_site_id=None) | ~Q(author_site_id=site_id)
    for_it |= Q(central_cursor__lte=initialised or 0)
    after = Record.objects.filter(for_it, central_cursor__gt=cursor).order_by()
    return after[: MOST_COUNTED + 1].count()


@dataclass(frozen=True, slots=True)
class LogTail:
    """The newest entries of the central log, to say of many sites how far behind each is.

    `cursors` are those of all entries, oldest first; `own` those of the entries of each author.
    """

    cursors: list[int]
    own: dict[int, list[int]]

    @classmethod
    def load(cls) -> Self:
        """The entries that are counted. One query."""
        newest = Record.objects.filter(central_cursor__isnull=False).order_by("-central_cursor")
        rows = newest.values_list("central_cursor", "author_site_id")[: MOST_COUNTED + 1]
        cursors: list[int] = []
        own: dict[int, list[int]] = {}
        for cursor, author in reversed(rows):
            cursors.append(cursor or 0)
            if author is not None:
                own.setdefault(author, []).append(cursor or 0)
        return cls(cursors, own)

    def records_behind(self, site: Site) -> int | None:
        """What the function of this name says; needs `central_place` and `queue` of the site."""
        place = getattr(site, "central_place", None)
        if place is None:
            return None
        queue = getattr(site, "queue", None)
        known = max(place.cursor, queue.initialised_cursor if queue else 0)
        return _after(self.cursors, place.cursor) - _after(self.own.get(site.pk, []), known)


def _after(cursors: list[int], cursor: int) -> int:
    return len(cursors) - bisect_right(cursors, cursor)

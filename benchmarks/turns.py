"""Whose turn it is to call."""

from collections import deque
from typing import Protocol

CALLS_PER_CYCLE = 3
# How many other sites begin their cycle between two calls of one site: at 400 calls a second, 0.75
# seconds of them. It is more than ever call at the same moment, so a site's calls never overlap.
SITES_BETWEEN = 100


class Turns(Protocol):
    """Decides which site calls next."""

    def next(self) -> int | None:
        """The number of the site that calls next; None when no site is left."""

    def let_in(self, site: int) -> None:
        """The site was answered."""

    def told_to_wait(self, site: int) -> None:
        """The site was asked to come back later."""


class Cycles:
    """Every site makes the three discovery calls of its sync cycle, then the next ones do."""

    def __init__(self, first_site: int, sites: int) -> None:
        self._first = first_site
        self._sites = sites
        self._calls = 0

    def next(self) -> int:
        """The first call of the next site, or the second or third of one that began earlier."""
        cycle, call = divmod(self._calls, CALLS_PER_CYCLE)
        self._calls += 1
        return self._first + (cycle - call * SITES_BETWEEN) % self._sites

    def let_in(self, site: int) -> None:
        """Nothing depends on it."""

    def told_to_wait(self, site: int) -> None:
        """Nothing depends on it: such an answer is a mistake here."""


class SignIns:
    """Every site calls until it is let in; whoever is told to wait comes back last."""

    def __init__(self, first_site: int, sites: int) -> None:
        self._waiting = deque(range(first_site, first_site + sites))

    def next(self) -> int | None:
        """The site that has waited longest."""
        return self._waiting.popleft() if self._waiting else None

    def let_in(self, site: int) -> None:
        """It does not call again."""

    def told_to_wait(self, site: int) -> None:
        """It calls again after all others."""
        self._waiting.append(site)

"""Does a site's version fit those of the central servers, and if not, who must upgrade to what?

Central servers are upgraded first and are never older than the sites (shared protocol 4).
"""

import enum
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from sites.compatibility_table import (
    ACCEPTANCES,
    REQUIREMENTS,
    V6_VERSIONS,
    Acceptance,
    Requirement,
)


class Fit(enum.StrEnum):
    """What can be said of a site's version."""

    FITS = "fits"
    UNKNOWN = "unknown"
    CENTRAL_TOO_OLD = "central_too_old"
    SITE_TOO_OLD = "site_too_old"
    SITE_TOO_NEW = "site_too_new"
    SYNC_VERSION = "sync_version"


@dataclass(frozen=True, slots=True)
class Compatibility:
    """A verdict with its sentence; `upgrades` says who must upgrade to what, in order."""

    fit: Fit
    sentence: str
    upgrades: tuple[str, ...] = ()

    @property
    def is_problem(self) -> bool:
        """Whether somebody has to upgrade."""
        return self.fit not in {Fit.FITS, Fit.UNKNOWN}


def read_version(text: str) -> Version | None:
    """A version written `2.20.00` or `2.20.0`, with or without a suffix such as `-rc1`; or None."""
    try:
        version = Version(text.strip().split("-", 1)[0])
    except InvalidVersion:
        return None
    return version if version.release[0] < 1000 else None  # noqa: PLR2004


def padded(version: Version) -> str:
    """The version as the documents write it: `2.20.00`."""
    major, minor, patch = (*version.release, 0, 0)[:3]
    return f"{major}.{minor}.{patch:02d}"


def compare_with_central(
    site_version: str, central_version: str, *, is_central: bool = False
) -> Compatibility:
    """Whether a site of `site_version` fits the Open mSupply central server's version.

    Both are texts as sites send them, empty while a site has not called yet.
    """
    site = read_version(site_version)
    if site is None:
        return Compatibility(Fit.UNKNOWN, "The site has not told its version yet.")
    if is_central:
        return Compatibility(Fit.FITS, "This is the Open mSupply central server.")
    requirement = requirement_of(site)
    if requirement is None or not requirement.open_msupply_central:
        return Compatibility(
            Fit.SITE_TOO_OLD,
            f"Version {padded(site)} is from before the Open mSupply central server.",
            ("the site to 2.1.00 or later",),
        )
    central = read_version(central_version)
    if central is None:
        return Compatibility(
            Fit.UNKNOWN, "No Open mSupply central server has told its version yet."
        )
    return _compare(site, central, requirement)


def check_sync_version(sync_version: int | None, minimum: int, maximum: int) -> Compatibility:
    """Whether the site's sync version is one that the portal speaks."""
    if sync_version is None:
        return Compatibility(Fit.UNKNOWN, "The site has not told its sync version yet.")
    if sync_version < minimum:
        return Compatibility(
            Fit.SYNC_VERSION,
            f"Sync version {sync_version} is older than the portal's oldest, {minimum}.",
            ("the site",),
        )
    if sync_version > maximum:
        return Compatibility(
            Fit.SYNC_VERSION,
            f"Sync version {sync_version} is newer than the portal's newest, {maximum}.",
            ("the portal",),
        )
    return Compatibility(Fit.FITS, f"Sync version {sync_version} fits.")


def combine(sync: Compatibility, app: Compatibility) -> Compatibility:
    """One verdict of two: all that is wrong, and all who must upgrade, central servers first."""
    problems = [found for found in (sync, app) if found.is_problem]
    if not problems:
        return app
    upgrades = dict.fromkeys(step for found in problems for step in found.upgrades)
    return Compatibility(
        problems[0].fit,
        " ".join(found.sentence for found in problems),
        tuple(sorted(upgrades, key=_is_site)),
    )


def v6_version_of(app_version: str) -> int:
    """The version of sync V6 that a site of this app version speaks; the newest when unknown."""
    site = read_version(app_version)
    if site is None:
        return V6_VERSIONS[-1][1]
    return max((v6 for app, v6 in V6_VERSIONS if Version(app) <= site), default=0)


def requirement_of(site: Version) -> Requirement | None:
    """The row of the published table that holds for a site of this version."""
    rows = [row for row in REQUIREMENTS if Version(row.remote) <= site]
    return rows[-1] if rows else None


def acceptance_of(central: Version) -> Acceptance | None:
    """What an Open mSupply central server of this version accepts."""
    rows = [row for row in ACCEPTANCES if Version(row.central) <= central]
    return rows[-1] if rows else None


def _compare(site: Version, central: Version, requirement: Requirement) -> Compatibility:
    needed = max(Version(requirement.open_msupply_central), site)
    if central < site:
        return Compatibility(
            Fit.CENTRAL_TOO_OLD,
            f"The site ({padded(site)}) is newer than the Open mSupply central server"
            f" ({padded(central)}).",
            (f"the Open mSupply central server to {padded(needed)} or later",),
        )
    acceptance = acceptance_of(central)
    if acceptance is None:
        return _fits(site, central)
    if site < Version(acceptance.lowest_remote):
        return Compatibility(
            Fit.SITE_TOO_OLD,
            f"The Open mSupply central server ({padded(central)}) accepts sites from"
            f" {acceptance.lowest_remote} on; this one has {padded(site)}.",
            (f"the site to {acceptance.lowest_remote} or later",),
        )
    if acceptance.highest_remote and site > Version(acceptance.highest_remote):
        return Compatibility(
            Fit.SITE_TOO_NEW,
            f"The Open mSupply central server ({padded(central)}) accepts sites up to"
            f" {acceptance.highest_remote}; this one has {padded(site)}.",
            ("the Open mSupply central server to 2.9.02 or later",),
        )
    return _fits(site, central)


def _is_site(upgrade: str) -> bool:
    return upgrade.startswith("the site")


def _fits(site: Version, central: Version) -> Compatibility:
    return Compatibility(
        Fit.FITS, f"{padded(site)} fits the Open mSupply central server {padded(central)}."
    )

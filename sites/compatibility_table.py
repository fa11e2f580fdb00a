"""The published compatibility of Open mSupply versions, as data (shared protocol 4).

Source: the requirements page of the public user documentation of mSupply, July 2026. Versions are
written as there, with padding zeros; `sites.compatibility` reads both forms.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Requirement:
    """From `remote` on, a site needs at least these versions of the two central servers.

    `msupply_central` is the version of the legacy server whose place the portal takes, and
    `open_msupply_central` is empty for the sites of version 1, which know no such server.
    """

    remote: str
    msupply_central: str
    open_msupply_central: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which sites an Open mSupply central server accepts from version `central` on.

    `highest_remote` is empty where there is no upper end.
    """

    central: str
    lowest_remote: str
    highest_remote: str


REQUIREMENTS: Final = (
    Requirement("1.1.00", "7.04.01", ""),
    Requirement("1.2.00", "7.05.05", ""),
    Requirement("1.4.00", "7.09.00", ""),
    Requirement("2.0.00", "7.14.04", "2.0.00"),
    Requirement("2.1.00", "7.14.04", "2.1.00"),
    Requirement("2.2.00", "7.14.04", "2.2.00"),
    Requirement("2.3.00", "7.17.01", "2.3.00"),
    Requirement("2.7.00", "8.01.03", "2.7.00"),
    Requirement("2.8.00", "8.02.00", "2.8.00"),
    Requirement("2.9.00", "8.03.04", "2.9.00"),
    Requirement("2.9.02", "8.03.12", "2.9.02"),
    Requirement("2.10.00", "8.04.04", "2.10.00"),
    Requirement("2.13.00", "8.06.00", "2.13.00"),
    Requirement("2.20.00", "9.01.04", "2.20.00"),
    Requirement("2.21.02", "9.02.04", "2.21.02"),
)

ACCEPTANCES: Final = (
    Acceptance("2.1.00", "2.1.00", "2.1.00"),
    Acceptance("2.2.00", "2.1.00", "2.4.03"),
    Acceptance("2.5.00", "2.1.00", "2.6.05"),
    Acceptance("2.7.00", "2.1.00", "2.9.01"),
    Acceptance("2.9.02", "2.1.00", ""),
)

# From this app version on, sites speak this version of sync V6.
V6_VERSIONS: Final = (
    ("2.1.00", 1),
    ("2.2.00", 2),
    ("2.5.00", 3),
    ("2.7.00", 4),
    ("2.9.02", 5),
)

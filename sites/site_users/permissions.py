"""What a user of sites may do in a store: the table, and the array on the wire (protocol 8.2).

The wire knows numbers. Some numbers mean the same to Open mSupply, and some open several things at
once; an administrator chooses among readable names instead, one for each thing that can be granted
by itself. A choice grants every number of its row: one would do for a site, all of them are what
the legacy server sends.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from sites.errors import RegisterError


class PermissionGroup(StrEnum):
    """What a permission is about; the order is that of the forms."""

    PROCUREMENT = "Procurement"
    RECEIVING = "Receiving"
    REQUISITIONS = "Requisitions"
    DISPENSING = "Issuing and dispensing"
    STOCK = "Stock"
    PATIENTS = "Patients and prescribers"
    COLD_CHAIN = "Cold chain"
    ASSETS = "Assets"
    CATALOGUE = "Items and catalogues"
    ADMINISTRATION = "Administration"


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be granted: the numbers that grant it, counted from 1, and its name."""

    numbers: tuple[int, ...]
    group: PermissionGroup
    name: str

    @property
    def key(self) -> str:
        """The value of its check box."""
        return str(self.numbers[0])

    def is_in(self, numbers: Collection[int]) -> bool:
        """Whether these numbers grant it: one of its own is enough."""
        return any(number in numbers for number in self.numbers)


def _of(
    group: PermissionGroup, rows: Iterable[tuple[int | tuple[int, ...], str]]
) -> tuple[Permission, ...]:
    return tuple(
        Permission(numbers if isinstance(numbers, tuple) else (numbers,), group, name)
        for numbers, name in rows
    )


PERMISSIONS: Final[tuple[Permission, ...]] = (
    *_of(
        PermissionGroup.PROCUREMENT,
        (
            (2, "See purchase orders"),
            (3, "Create and edit purchase orders"),
            (134, "Authorise purchase orders"),
            (37, "Finalise purchase orders"),
            (26, "See inbound shipments from external suppliers"),
            (44, "Create and edit inbound shipments from external suppliers"),
            (91, "Verify inbound shipments from external suppliers"),
            (139, "Authorise inbound shipments from external suppliers"),
        ),
    ),
    *_of(
        PermissionGroup.RECEIVING,
        (
            (39, "See inbound shipments and supplier returns"),
            ((38, 122), "Create and edit inbound shipments"),
            (88, "Verify inbound shipments"),
            (168, "Create and edit supplier returns"),
        ),
    ),
    *_of(
        PermissionGroup.REQUISITIONS,
        (
            (153, "See requisitions and R&R forms"),
            (154, "Create and edit requisitions and R&R forms"),
            (200, "Send requisitions"),
            (170, "Create an outbound shipment from a requisition"),
        ),
    ),
    *_of(
        PermissionGroup.DISPENSING,
        (
            (43, "See outbound shipments, customer returns and prescriptions"),
            ((42, 121), "Create and edit outbound shipments and prescriptions"),
            (165, "Create and edit customer returns"),
            (94, "Cancel finalised invoices"),
        ),
    ),
    *_of(
        PermissionGroup.STOCK,
        (
            (156, "See stock and stocktakes"),
            (147, "Edit stock lines"),
            ((109, 111, 112, 113, 114), "Create and edit stocktakes"),
            (16, "Adjust stock"),
            (49, "Repack stock"),
            (84, "Edit locations"),
        ),
    ),
    *_of(
        PermissionGroup.PATIENTS,
        (
            (190, "See patients"),
            ((46, 62), "Create and edit patients"),
            (69, "Create and edit clinicians"),
        ),
    ),
    *_of(
        PermissionGroup.COLD_CHAIN,
        (
            (175, "See sensors"),
            (176, "Edit sensors"),
            (172, "See and edit the status of vaccine vial monitors"),
            (201, "Send temperatures from a cold chain app"),
        ),
    ),
    *_of(
        PermissionGroup.ASSETS,
        (
            (99, "See assets"),
            (135, "Create and edit assets"),
            (178, "Edit the status of assets"),
            (203, "Create and edit assets by scanning a data matrix code"),
            (136, "Edit the catalogue of assets"),
        ),
    ),
    *_of(
        PermissionGroup.CATALOGUE,
        (
            (123, "Edit items"),
            (18, "Edit names, codes and units of items"),
            (124, "Edit properties of names"),
        ),
    ),
    *_of(
        PermissionGroup.ADMINISTRATION,
        (
            (63, "Use reports"),
            (76, "See the log"),
            (157, "Administer the server of the site"),
            (202, "Edit central data"),
        ),
    ),
)
KNOWN_NUMBERS: Final = frozenset(number for each in PERMISSIONS for number in each.numbers)


def held_permissions(numbers: Collection[int]) -> tuple[Permission, ...]:
    """The permissions that these numbers grant, in the order of the table."""
    return tuple(each for each in PERMISSIONS if each.is_in(numbers))


@cache
def permissions_in(group: PermissionGroup) -> tuple[Permission, ...]:
    """The permissions of the group, in the order of the table."""
    return tuple(each for each in PERMISSIONS if each.group is group)


def complete_numbers(numbers: Collection[int]) -> list[int]:
    """These numbers with all others of the permissions that they grant, ascending.

    Raises RegisterError for a number that grants nothing.
    """
    unknown = sorted(set(numbers) - KNOWN_NUMBERS)
    if unknown:
        named = ", ".join(str(number) for number in unknown)
        raise RegisterError(
            f"No permission has the number {named}.", "Choose from those of the list."
        )
    return sorted({number for each in held_permissions(numbers) for number in each.numbers})


def permission_array(numbers: Iterable[int]) -> list[bool]:
    """The array of the wire: element i, counted from 0, grants permission i + 1.

    It ends with the highest number, as what is missing means false; without any it is empty.
    """
    granted = {number for number in numbers if number > 0}
    return [number in granted for number in range(1, max(granted, default=0) + 1)]

"""The permissions of users of sites, by name and on the wire."""

import pytest

from sites.errors import RegisterError
from sites.site_users.permissions import (
    PERMISSIONS,
    PermissionGroup,
    complete_numbers,
    held_permissions,
    permission_array,
    permissions_in,
)

pytestmark = pytest.mark.any_database

# Every row of the table of protocol 8.2: the numbers, and what any of them grants.
PROTOCOL = {
    (2,): "purchase order query",
    (3,): "purchase order mutate",
    (134,): "purchase order authorise",
    (37,): "purchase order finalise",
    (16,): "inventory adjustment mutate",
    (18,): "item names, codes and units mutate",
    (26,): "external inbound shipment query",
    (44,): "external inbound shipment mutate",
    (91,): "external inbound shipment verify",
    (139,): "external inbound shipment authorise",
    (38, 122): "inbound shipment mutate",
    (39,): "inbound shipment query, supplier return query",
    (42, 121): "outbound shipment mutate, prescription mutate",
    (43,): "outbound shipment query, customer return query, prescription query",
    (46, 62): "patient mutate",
    (49,): "create repack",
    (63,): "report",
    (69,): "clinician mutate",
    (76,): "log query",
    (84,): "location mutate",
    (88,): "inbound shipment verify",
    (94,): "cancel finalised invoices",
    (99,): "asset query",
    (135,): "asset mutate",
    (178,): "asset status mutate",
    (203,): "asset mutate via data matrix",
    (109, 111, 112, 113, 114): "stocktake mutate",
    (123,): "item mutate",
    (124,): "name properties mutate",
    (136,): "asset catalogue item mutate",
    (147,): "stock line mutate",
    (153,): "requisition and R&R form query",
    (154,): "requisition and R&R form mutate",
    (156,): "stock line query, stocktake query",
    (157,): "server administration",
    (165,): "customer return mutate",
    (168,): "supplier return mutate",
    (170,): "create outbound shipment from requisition",
    (172,): "view and edit VVM status",
    (175,): "sensor query",
    (176,): "sensor mutate",
    (190,): "patient query",
    (200,): "requisition send",
    (201,): "cold chain API",
    (202,): "edit central data",
}


def test_it_offers_every_permission_of_the_protocol_once() -> None:
    assert sorted(each.numbers for each in PERMISSIONS) == sorted(PROTOCOL)


def test_it_names_each_differently_and_has_it_in_one_group() -> None:
    assert len({each.name for each in PERMISSIONS}) == len(PERMISSIONS)
    grouped = [each for group in PermissionGroup for each in permissions_in(group)]
    assert sorted(each.key for each in grouped) == sorted(each.key for each in PERMISSIONS)
    assert all(permissions_in(group) for group in PermissionGroup)


def test_it_writes_the_array_of_the_wire() -> None:
    array = permission_array([2, 5, 2])
    assert array == [False, True, False, False, True]
    assert permission_array([]) == []
    assert len(permission_array(complete_numbers(range_of_all()))) == 203


def test_it_grants_what_the_array_says_and_nothing_else() -> None:
    for each in PERMISSIONS:
        array = permission_array(each.numbers)
        granted = {index + 1 for index, is_granted in enumerate(array) if is_granted}
        assert granted == set(each.numbers)
        assert held_permissions(granted) == (each,)


def test_it_completes_what_one_number_of_several_grants() -> None:
    assert complete_numbers([113]) == [109, 111, 112, 113, 114]
    assert complete_numbers([121, 2]) == [2, 42, 121]


@pytest.mark.parametrize("number", [0, -1, 1, 204, 10**9])
def test_it_refuses_a_number_that_grants_nothing(number: int) -> None:
    with pytest.raises(RegisterError, match=f"number {number}"):
        complete_numbers([2, number])


def range_of_all() -> list[int]:
    return [number for each in PERMISSIONS for number in each.numbers]

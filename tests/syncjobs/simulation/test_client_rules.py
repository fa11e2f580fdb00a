"""The rules by table agree with the field reference and with the table of tables."""

import pytest

from syncjobs.records.fields import Kind, fields_of
from syncjobs.records.tables import TABLES
from syncjobs.simulation.integration.client_rules import CLEARED, ENFORCED, ORDER, USED_VALUES

pytestmark = pytest.mark.any_database

REFERENCES = [
    (table_name, member, target)
    for rules in (ENFORCED, CLEARED)
    for table_name, references in rules.items()
    for member, target in references.items()
]


@pytest.mark.parametrize(("table_name", "path", "target"), REFERENCES)
def test_it_refers_with_a_text_member_that_sites_read(
    table_name: str, path: str, target: str
) -> None:
    fields = fields_of(table_name)
    assert fields is not None
    outer, _, member = path.rpartition(".")
    field = fields[outer].members[member] if outer else fields[member]
    assert field.kind is Kind.TEXT
    assert target in TABLES


@pytest.mark.parametrize(("table_name", "path", "target"), REFERENCES)
def test_it_integrates_what_is_referred_to_first(table_name: str, path: str, target: str) -> None:
    assert ORDER.index(target) < ORDER.index(table_name)


def test_it_integrates_every_table_that_sites_accept() -> None:
    accepted = {table.name for table in TABLES.values() if table.down}
    assert accepted <= set(ORDER)
    assert len(ORDER) == len(set(ORDER))


def test_it_knows_the_values_that_it_uses_from_the_reference() -> None:
    for table_name, members in USED_VALUES.items():
        fields = fields_of(table_name)
        assert fields is not None
        for member, values in members.items():
            assert values <= set(fields[member].values)

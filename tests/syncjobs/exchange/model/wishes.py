"""What somebody may want to change, drawn at random, before it is known who and where."""

from dataclasses import dataclass, replace
from typing import Final

from hypothesis import strategies as st

from tests.syncjobs.exchange.model.register import STORE_IDS

# Each site has records of its own ids in these; ids of the others are everybody's.
TABLES_OF_A_SITE: Final = (
    "requisition",
    "requisition_line",
    "transact",
    "trans_line",
    "Location",
    "indicator_value",
    "message",
)
SHARED_TABLES: Final = (
    "name",
    "name_store_join",
    "om_document",
    "nameInsuranceJoin",
    "clinician",
    "clinician_store_join",
    "barcode",
)
CENTRAL_TABLES: Final = ("unit", "item", "pref")
DELETED_BY_SITES: Final = frozenset(
    {
        "name",
        "requisition",
        "requisition_line",
        "transact",
        "trans_line",
        "indicator_value",
        "Location",
    }
)
DELETED_BY_CENTRE: Final = DELETED_BY_SITES | {"name_store_join", "clinician_store_join", "unit"}
# What people change together.
BUNDLES: Final = (
    ("requisition", "requisition_line"),
    ("transact", "trans_line"),
    ("requisition_line", "requisition"),
    ("name", "name_store_join", "om_document"),
    ("om_document", "name_store_join", "name"),
    ("clinician", "clinician_store_join"),
)
SEVERAL: Final = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of a record.

    `number` says which record of its table, `own` and `partner` which stores, `about` which person
    or header; `is_odd` that the record is one of another site, or the join an inactive one.
    """

    table: str
    number: int = 0
    own: int = 0
    partner: str = "M"
    about: int = 0
    is_delete: bool = False
    is_odd: bool = False


def wishes_of_site() -> st.SearchStrategy[list[Wish]]:
    """What a site pushes at once."""
    tables = TABLES_OF_A_SITE + SHARED_TABLES
    wish = _wish(tables, odd=st.sampled_from([False] * 9 + [True]))
    return _together(wish, DELETED_BY_SITES | {"barcode"})


def wishes_of_centre() -> st.SearchStrategy[list[Wish]]:
    """What an administrator changes at once."""
    tables = (*SHARED_TABLES, *TABLES_OF_A_SITE, *CENTRAL_TABLES)
    return _together(_wish(tables, odd=st.booleans()), DELETED_BY_CENTRE)


def _wish(tables: tuple[str, ...], odd: st.SearchStrategy[bool]) -> st.SearchStrategy[Wish]:
    few = st.integers(0, SEVERAL - 1)
    return st.builds(
        Wish,
        table=st.sampled_from(tables),
        number=few,
        own=few,
        partner=st.sampled_from(STORE_IDS),
        about=few,
        is_delete=st.sampled_from([False, False, False, True]),
        is_odd=odd,
    )


def _together(
    wish: st.SearchStrategy[Wish], deletable: frozenset[str]
) -> st.SearchStrategy[list[Wish]]:
    alone = wish.filter(lambda each: not each.is_delete or each.table in deletable).map(
        lambda each: [each]
    )
    bundle = st.builds(_bundle, wish, st.sampled_from(BUNDLES))
    groups = st.lists(alone | bundle, min_size=1, max_size=4)
    return groups.map(lambda lists: [each for group in lists for each in group])


def _bundle(wish: Wish, tables: tuple[str, ...]) -> list[Wish]:
    """Changes of the same header, or about the same person."""
    number = wish.about if tables[0] in {"requisition", "transact"} else wish.number
    same = replace(wish, is_delete=False, number=number)
    return [replace(same, table=table) for table in tables]

"""The table of tables: what each legacy table is, who may push it, and where its records belong.

One row for every row of protocol 10.2, parents before their children: this is also the order in
which records are queued. What the columns mean is told at `Table`.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class RecordClass(Enum):
    """Who receives a change of a record (protocol 10.3)."""

    CENTRAL = "central"
    STORE_CENTRAL = "central, of one store"
    REMOTE = "remote"
    TRANSFER = "remote and transfer"
    CHILD = "child"
    NAME = "name"
    PERSON = "patient"
    SHARED = "shared by all sites"
    ADDRESSED = "addressed"
    KEPT = "kept, sent to nobody"


@dataclass(frozen=True, slots=True)
class Table:
    """One legacy table.

    `down` and `up` are what a site accepts and what it pushes: U(psert), D(elete), M(erge).
    `from_central_only` says that only the Open mSupply central server pushes it. The other columns
    name members of the JSON: the store that owns a record, the name or the store that it is
    addressed to, the header that it is a line of (`parent` is that header's table), the person that
    it is about, and the person that it makes visible to its store.
    """

    name: str
    record_class: RecordClass
    down: str
    up: str = ""
    owner: str = ""
    partner_name: str = ""
    partner_store: str = ""
    parent: str = ""
    parent_member: str = ""
    person: str = ""
    joined: str = ""
    from_central_only: bool = False


C, S, R, T = (
    RecordClass.CENTRAL,
    RecordClass.STORE_CENTRAL,
    RecordClass.REMOTE,
    RecordClass.TRANSFER,
)

_ROWS: Final = (
    Table("abbreviation", C, "UD"),
    Table("unit", C, "UD"),
    Table("currency", C, "UD"),
    Table("diagnosis", C, "U"),
    Table("form_schema", C, "U"),
    Table("insuranceProvider", C, "U"),
    Table("options", C, "UD"),
    Table("ship_method", C, "U"),
    Table("warning", C, "U"),
    Table("Location_type", C, "U"),
    Table("vaccine_vial_monitor_status", C, "UD"),
    Table("periodSchedule", C, "U"),
    Table("period", C, "U"),
    Table("name_tag", C, "U"),
    Table("user", C, "U"),
    Table("item_category_level1", C, "UD"),
    Table("item_category_level2", C, "UD"),
    Table("item_category", C, "UD"),
    Table("item", C, "UDM", "U", from_central_only=True),
    Table("item_direction", C, "UD"),
    Table("item_warning_link", C, "U"),
    Table("name", RecordClass.NAME, "UDM", "UD"),
    Table("store", C, "UD"),
    Table("contact", C, "UD"),
    Table("name_tag_join", C, "UD"),
    Table("list_master", C, "UD"),
    Table("list_master_line", C, "UD"),
    Table("list_master_name_join", C, "UD"),
    Table("om_document_registry", C, "U"),
    Table("program_indicator", C, "U"),
    Table("indicator_attribute", C, "U"),
    Table("pref", S, "U", owner="store_ID"),
    Table("item_store_join", S, "U", owner="store_ID"),
    Table("om_user_permission", S, "UD", owner="store_ID"),
    Table("name_store_join", S, "UD", "U", owner="store_ID", joined="name_ID"),
    Table("clinician", RecordClass.PERSON, "UM", "U", person="ID"),
    Table(
        "clinician_store_join",
        RecordClass.PERSON,
        "UD",
        "U",
        owner="store_ID",
        person="prescriber_ID",
        joined="prescriber_ID",
    ),
    Table("nameInsuranceJoin", RecordClass.PERSON, "U", "U", person="nameID"),
    Table("om_document", RecordClass.PERSON, "U", "U", person="owner_name_ID"),
    Table("barcode", RecordClass.SHARED, "U", "U"),
    Table("Location", R, "U", "UD", owner="store_ID"),
    Table("item_line", R, "U", "UD", owner="store_ID"),
    Table("location_movement", R, "U", "U", owner="store_ID"),
    Table("requisition", T, "UD", "UD", owner="store_ID", partner_name="name_ID"),
    Table(
        "requisition_line",
        RecordClass.CHILD,
        "UD",
        "UD",
        parent="requisition",
        parent_member="requisition_ID",
    ),
    Table("indicator_value", T, "UD", "UD", owner="store_ID", partner_store="facility_ID"),
    Table("purchase_order", R, "UD", "UD", owner="store_ID"),
    Table(
        "purchase_order_line",
        RecordClass.CHILD,
        "UD",
        "UD",
        parent="purchase_order",
        parent_member="purchase_order_ID",
    ),
    # Before the invoices made of them (SHARED_IDS): of one id a site keeps what it pulls last.
    Table("Goods_received", R, "U", owner="store_ID"),
    Table(
        "Goods_received_line",
        RecordClass.CHILD,
        "U",
        parent="Goods_received",
        parent_member="goods_received_ID",
    ),
    Table("transact", T, "UD", "UD", owner="store_ID", partner_name="name_ID"),
    Table(
        "trans_line",
        RecordClass.CHILD,
        "UD",
        "UD",
        parent="transact",
        parent_member="transaction_ID",
    ),
    Table("Stock_take", R, "U", "UD", owner="store_ID"),
    Table(
        "Stock_take_lines",
        RecordClass.CHILD,
        "U",
        "UD",
        parent="Stock_take",
        parent_member="stock_take_ID",
    ),
    Table("sensor", R, "U", "U", owner="storeID"),
    Table("temperature_breach", R, "U", "U", owner="store_ID"),
    Table("temperature_log", R, "U", "U", owner="store_ID"),
    Table("vaccine_vial_monitor_status_log", R, "U", "UD", owner="store_ID"),
    Table("om_activity_log", R, "U", "U", owner="store_ID"),
    Table(
        "message",
        RecordClass.ADDRESSED,
        "U",
        "U",
        owner="fromStoreID",
        partner_store="toStoreID",
    ),
    Table("om_encounter", RecordClass.KEPT, "", "U", from_central_only=True),
    Table("om_vaccination", RecordClass.KEPT, "", "U", from_central_only=True),
    Table("om_vaccine_course", RecordClass.KEPT, "", "U", from_central_only=True),
    Table("om_vaccine_course_dose", RecordClass.KEPT, "", "U", from_central_only=True),
    Table("om_vaccine_course_item", RecordClass.KEPT, "", "U", from_central_only=True),
)

TABLES: Final[dict[str, Table]] = {table.name: table for table in _ROWS}
RANKS: Final[dict[str, int]] = {table.name: rank for rank, table in enumerate(_ROWS)}
# Of goods that an old desktop received a site makes an invoice, which it pushes under the same id.
SHARED_IDS: Final = (
    frozenset({"Goods_received", "transact"}),
    frozenset({"Goods_received_line", "trans_line"}),
)
CHILD_TABLES: Final[dict[str, str]] = {table.parent: table.name for table in _ROWS if table.parent}


def may_share_id(table_name: str, other: str) -> bool:
    """Whether a record of the one table may have the id of a record of the other."""
    return frozenset({table_name, other}) in SHARED_IDS

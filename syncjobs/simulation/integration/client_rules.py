"""What a site does with records of each table: references, order, deletes (protocol 10.1, 10.2)."""

from graphlib import TopologicalSorter
from typing import Final

from syncjobs.records.tables import TABLES

References = dict[str, str]

# By table: the members whose record must be known, with the table of that record.
ENFORCED: Final[dict[str, References]] = {
    "barcode": {"itemID": "item"},
    "clinician_store_join": {"store_ID": "store", "prescriber_ID": "clinician"},
    "contact": {"name_ID": "name"},
    "Goods_received": {"store_ID": "store"},
    "Goods_received_line": {"goods_received_ID": "Goods_received", "item_ID": "item"},
    "indicator_attribute": {"indicator_ID": "program_indicator"},
    "indicator_value": {
        "store_ID": "store",
        "facility_ID": "store",
        "period_ID": "period",
        "column_ID": "indicator_attribute",
        "row_ID": "indicator_attribute",
    },
    "item_direction": {"item_ID": "item"},
    "item_line": {"store_ID": "store", "item_ID": "item", "name_ID": "name"},
    "item_store_join": {"item_ID": "item", "store_ID": "store"},
    "item_warning_link": {"item_ID": "item", "warning_ID": "warning"},
    "list_master_line": {"item_master_ID": "list_master", "item_ID": "item"},
    "list_master_name_join": {"list_master_ID": "list_master", "name_ID": "name"},
    "Location": {"store_ID": "store"},
    "location_movement": {"store_ID": "store", "item_line_ID": "item_line"},
    "name_store_join": {"store_ID": "store", "name_ID": "name"},
    "name_tag_join": {"name_ID": "name", "name_tag_ID": "name_tag"},
    "nameInsuranceJoin": {"nameID": "name", "insuranceProviderID": "insuranceProvider"},
    "om_activity_log": {"store_ID": "store"},
    "om_document": {"owner_name_ID": "name", "context_ID": "list_master"},
    "om_document_registry": {"context_ID": "list_master"},
    "period": {"periodScheduleID": "periodSchedule"},
    "pref": {"store_ID": "store"},
    "program_indicator": {"program_ID": "list_master"},
    "purchase_order": {"store_ID": "store", "name_ID": "name"},
    "purchase_order_line": {
        "purchase_order_ID": "purchase_order",
        "store_ID": "store",
        "item_ID": "item",
    },
    "requisition": {
        "store_ID": "store",
        "name_ID": "name",
        "programID": "list_master",
        "periodID": "period",
    },
    "requisition_line": {"requisition_ID": "requisition", "item_ID": "item"},
    "sensor": {"storeID": "store"},
    "Stock_take": {"store_ID": "store"},
    "Stock_take_lines": {"stock_take_ID": "Stock_take", "item_ID": "item"},
    "store": {"name_ID": "name"},
    "temperature_breach": {"sensor_ID": "sensor", "store_ID": "store"},
    "temperature_log": {"sensor_ID": "sensor", "store_ID": "store"},
    "trans_line": {"transaction_ID": "transact", "item_ID": "item"},
    "transact": {
        "store_ID": "store",
        "name_ID": "name",
        "prescriber_ID": "clinician",
        "programID": "list_master",
    },
    "vaccine_vial_monitor_status_log": {"store_ID": "store", "item_line_ID": "item_line"},
}

# By table: the members that are silently cleared when their record is not known.
CLEARED: Final[dict[str, References]] = {
    "Goods_received_line": {"location_ID": "Location"},
    "item": {
        "unit_ID": "unit",
        "category_ID": "item_category",
        "restricted_location_type_ID": "Location_type",
    },
    "item_line": {
        "location_ID": "Location",
        "barcodeID": "barcode",
        "vvm_status_id": "vaccine_vial_monitor_status",
        "oms_fields.program_id": "list_master",
    },
    "item_store_join": {"default_location_ID": "Location"},
    "Location": {"type_ID": "Location_type"},
    "location_movement": {"location_ID": "Location"},
    "name": {"currency_ID": "currency"},
    "om_document": {"form_schema_ID": "form_schema"},
    "om_document_registry": {"form_schema_ID": "form_schema"},
    "purchase_order": {"currency_ID": "currency"},
    "requisition_line": {"optionID": "options"},
    "sensor": {"locationID": "Location"},
    "Stock_take_lines": {
        "location_id": "Location",
        "item_line_ID": "item_line",
        "optionID": "options",
        "vaccine_vial_monitor_status_ID": "vaccine_vial_monitor_status",
        "oms_fields.program_id": "list_master",
    },
    "temperature_breach": {"location_ID": "Location"},
    "temperature_log": {"location_ID": "Location"},
    "trans_line": {
        "item_line_ID": "item_line",
        "location_ID": "Location",
        "optionID": "options",
        "vaccine_vial_monitor_status_ID": "vaccine_vial_monitor_status",
        "oms_fields.program_id": "list_master",
    },
    "transact": {
        "currency_ID": "currency",
        "diagnosis_ID": "diagnosis",
        "ship_method_ID": "ship_method",
        "nameInsuranceJoinID": "nameInsuranceJoin",
    },
    "vaccine_vial_monitor_status": {"option_id": "options"},
}

# The context of a document about a person is this word instead of a program.
PATIENT_CONTEXT: Final = "Patient"

# By table and member: the only values that a site has a use for; it ignores other records.
USED_VALUES: Final[dict[str, dict[str, frozenset[str]]]] = {
    "om_document_registry": {
        "category": frozenset(
            {"PATIENT", "PROGRAM_ENROLMENT", "ENCOUNTER", "CONTACT_TRACE", "CUSTOM"}
        )
    },
    "pref": {"item": frozenset({"store_preferences"})},
    "requisition": {
        "type": frozenset({"request", "response", "im", "sh"}),
        "status": frozenset({"sg", "cn", "fn", "nw"}),
    },
    "trans_line": {"type": frozenset({"stock_in", "stock_out", "placeholder", "service"})},
    "transact": {
        "type": frozenset({"si", "ci", "sc", "sr", "cc"}),
        "status": frozenset({"nw", "sg", "cn", "fn"}),
        "mode": frozenset({"store", "dispensary"}),
    },
}
SYSTEM_STORE_CODES: Final = frozenset({"HIS", "DRG", "SM"})

# A deleted record of these tables stays for the records that refer to it.
HIDDEN_WHEN_DELETED: Final = frozenset({"item", "name"})
# A delete of these tables is an error for the site, not merely of no use.
DELETES_THAT_FAIL: Final = frozenset({"indicator_attribute", "program_indicator"})

# From the Open mSupply central server to all, in both directions, and to it alone (protocol 10.2).
V6_CENTRAL_TABLES: Final = (
    "ancillary_item",
    "asset_catalogue_item",
    "asset_catalogue_type",
    "asset_category",
    "asset_class",
    "asset_log_reason",
    "asset_property",
    "backend_plugin",
    "campaign",
    "demographic",
    "frontend_plugin",
    "item_variant",
    "name_property",
    "om_form_schema",
    "om_report",
    "packaging_variant",
    "preference",
    "property",
    "vaccine_course",
    "vaccine_course_dose",
    "vaccine_course_item",
    "vaccine_course_store_config",
)
V6_BOTH_WAYS_TABLES: Final = (
    "asset",
    "asset_internal_location",
    "asset_log",
    "name_oms_fields",
    "plugin_data",
    "rnr_form",
    "rnr_form_line",
    "sync_file_reference",
    "vaccination",
)
V6_UP_TABLES: Final = ("contact_form", "system_log")
V6_TABLES: Final = frozenset(V6_CENTRAL_TABLES + V6_BOTH_WAYS_TABLES + V6_UP_TABLES)
# What a site pushes over V6: these travel to the Open mSupply central server as well.
PUSHED_OVER_V6: Final = frozenset(V6_BOTH_WAYS_TABLES + V6_UP_TABLES + ("name", "name_store_join"))


def _dependency_order() -> tuple[str, ...]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for table in TABLES.values():
        if table.down:
            references = (
                *ENFORCED.get(table.name, {}).values(),
                *CLEARED.get(table.name, {}).values(),
            )
            sorter.add(table.name, *references)
    return (*sorter.static_order(), *V6_CENTRAL_TABLES, *V6_BOTH_WAYS_TABLES)


# The order in which tables are integrated: what is referred to comes first.
ORDER: Final = _dependency_order()

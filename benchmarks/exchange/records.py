"""Records of a realistic size, made by the database itself: a million in a few seconds."""

from typing import Final

from django.db import connection

from syncjobs.models import CentralLog, Record

# Of each hundred records of a store, as many belong to each of these tables.
_SHARES: Final = {
    "item_line": 15,
    "transact": 15,
    "trans_line": 45,
    "om_activity_log": 25,
}
_CONTENT: Final = {
    "item_line": """
        jsonb_build_object('ID', id, 'store_ID', store, 'item_ID', md5(id), 'batch', 'B-2026-0457',
        'pack_size', 100, 'expiry_date', '2028-11-30', 'sell_price', 12.5, 'cost_price', 9.75,
        'available', mod(n, 1000), 'quantity', mod(n, 1000), 'hold', false,
        'note', 'Received in good condition, stored at room temperature.',
        'location_ID', md5(store), 'name_ID', md5(store), 'total_cost', 1170.0,
        'initial_quantity', 240, 'volume_per_pack', 0.0025)""",
    "transact": """
        jsonb_build_object('ID', id, 'store_ID', store, 'name_ID', md5(id), 'invoice_num', n,
        'user_ID', md5(store), 'type', 'ci', 'status', 'fn', 'hold', false, 'colour', 0,
        'comment', 'Collected by the health centre''s own driver.', 'their_ref', 'PO 2026/0815',
        'entry_date', '2026-05-18', 'entry_time', 45296, 'ship_date', '2026-05-19',
        'arrival_date_actual', '2026-05-20', 'confirm_date', '2026-05-20', 'currency_rate', 1.0,
        'mode', 'store', 'om_status', 'VERIFIED', 'om_type', 'OUTBOUND_SHIPMENT', 'tax_rate', 0,
        'om_created_datetime', '2026-05-18T12:34:56', 'requisition_ID', md5(id || 'r'))""",
    "trans_line": """
        jsonb_build_object('ID', id, 'transaction_ID', parent, 'item_ID', md5(id), 'batch',
        'B-2026-0457', 'price_extension', 1250.0, 'note', '', 'sell_price', 12.5, 'expiry_date',
        '2028-11-30', 'cost_price', 9.75, 'pack_size', 100, 'quantity', mod(n, 100), 'item_line_ID',
        md5(id || 'l'), 'line_number', mod(n, 20),
        'item_name', 'Amoxicillin 250mg dispersible tablet',
        'is_from_inventory_adjustment', false, 'type', 'stock_out', 'location_ID', md5(store),
        'donor_id', '', 'option_ID', '', 'foreign_currency_price', 0)""",
    "om_activity_log": """
        jsonb_build_object('ID', id, 'store_ID', store, 'type', 'INVOICE_STATUS_VERIFIED',
        'user_ID', md5(store), 'datetime', '2026-05-18T12:34:56', 'record_ID', md5(id), 'event',
        'The status was set when the goods were put away on the shelves of the store room.',
        'changed_to', 'VERIFIED', 'changed_from', 'DELIVERED', 'comment',
        'Entered by the pharmacist in charge after the delivery was counted twice.')""",
}
_OF_STORE: Final = """
    INSERT INTO syncjobs_record (table_name, record_id, data, is_deleted, owner_store_id,
        parent_id, is_active, changed_at)
    SELECT kind, id, ({content})::text, false, store, parent, true, now()
    FROM (
        SELECT n, store, kind, upper(md5(kind || n || store)) AS id, CASE WHEN kind = 'trans_line'
            THEN upper(md5('transact' || mod(n, 1000) || store)) END AS parent
        FROM generate_series(1, %s) AS n,
            (SELECT CAST(%s AS text) AS store, CAST(%s AS text) AS kind) AS of_store
    ) AS numbered
"""
_CENTRAL: Final = """
    INSERT INTO syncjobs_record (table_name, record_id, data, is_deleted, is_active,
        central_cursor, changed_at)
    SELECT 'list_master_line', id, jsonb_build_object('ID', id, 'item_master_ID', md5('m' || n),
        'item_ID', md5('i' || n), 'imprest_quan', 240, 'order_number', n, 'price', 12.5,
        'item_name', 'Amoxicillin 250mg dispersible tablet, blister pack of a hundred',
        'comment', 'Kept on every list of essential medicines of the country, at whatever level.',
        'dose_label', 'One tablet three times a day for five days, after meals.')::text,
        false, true, n, now()
    FROM (SELECT n, upper(md5('list_master_line' || n)) AS id
        FROM generate_series(CAST(%s AS integer), %s) AS n) AS numbered
"""
_QUEUE: Final = """
    INSERT INTO syncjobs_queuedrecord (site_id, record_id, action)
    SELECT CAST(%s AS integer), id, 'update' FROM syncjobs_record
    WHERE owner_store_id = %s ORDER BY id LIMIT %s
"""


def load_records_of_store(store_id: str, count: int) -> None:
    """Gives the store so many records, unless it has some."""
    if Record.objects.filter(owner_store_id=store_id).exists():
        return
    with connection.cursor() as cursor:
        for table_name, share in _SHARES.items():
            statement = _OF_STORE.format(content=_CONTENT[table_name])
            cursor.execute(statement, [count * share // 100, store_id, table_name])
        cursor.execute("ANALYZE syncjobs_record")


def load_central_records(count: int) -> int:
    """Puts so many records at the end of the central log, unless done; returns the last cursor."""
    log = CentralLog.objects.get()
    if log.last_cursor < count:
        first, log.last_cursor = log.last_cursor + 1, log.last_cursor + count
        with connection.cursor() as cursor:
            cursor.execute(_CENTRAL, [first, log.last_cursor])
            cursor.execute("ANALYZE syncjobs_record")
        log.save(update_fields=["last_cursor"])
    return log.last_cursor


def load_queue(site_id: int, store_id: str, count: int) -> None:
    """Queues the records of the store for the site, again and again until there are so many."""
    with connection.cursor() as cursor:
        left = count
        while left:
            cursor.execute(_QUEUE, [site_id, store_id, left])
            left -= cursor.rowcount
        cursor.execute(
            "UPDATE syncjobs_sitequeue SET length = length + %s WHERE site_id = %s",
            [count, site_id],
        )
        cursor.execute("ANALYZE syncjobs_queuedrecord")


def megabytes_of(table: str) -> float:
    """How large the table is with its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table])
        size: int = cursor.fetchone()[0]
    return size / 2**20

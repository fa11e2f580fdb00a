"""The pages that a site pulls: central records and its own queue (protocol 3.4, 3.5).

A page is one query along an index, whatever lies behind it, and the stored JSON goes into the
answer as it is. A page ends early when it would become large: sites ask until nothing comes.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection

from syncjobs.choices import QueuedAction
from syncjobs.models import SiteQueue

# A page of records with large documents ends after so much text.
LARGEST_PAGE: Final = 4_000_000
MOST_RECORDS: Final = 2_000

# PostgreSQL counts bytes without reading the text, and characters by reading all of it.
_LENGTH: Final = {"postgresql": "OCTET_LENGTH", "sqlite": "LENGTH"}
# `before` is the size of the page up to a row; the first row is always delivered.
_PAGE: Final = """
    SELECT place, table_name, record_id, is_deleted, data FROM (
        SELECT page.*, SUM({{length}}(data)) OVER (ORDER BY place) - {{length}}(data) AS before
        FROM ({rows}) AS page
    ) AS sized WHERE before < %s ORDER BY place
"""
_CENTRAL: Final = _PAGE.format(
    rows="""
        SELECT central_cursor AS place, table_name, record_id, is_deleted, data
        FROM syncjobs_record
        WHERE central_cursor > %s AND (
            author_site_id IS NULL OR author_site_id <> %s OR central_cursor <= COALESCE(
                (SELECT initialised_cursor FROM syncjobs_sitequeue WHERE site_id = %s), 0
            )
        )
        ORDER BY central_cursor LIMIT %s
    """
)
# Beside the page, so that nothing more is asked where nothing changed; a table has a name.
_AND_KNOWN: Final = """
    SELECT place, table_name, record_id, is_deleted, data FROM ({page}) AS page
    UNION ALL
    SELECT cursor, '', '', FALSE, '' FROM syncjobs_sitecursor WHERE site_id = %s
"""
_CENTRAL_AND_KNOWN: Final = _AND_KNOWN.format(page=_CENTRAL)
_LAST_CENTRAL: Final = """
    SELECT central_cursor FROM syncjobs_record
    WHERE central_cursor > %s AND (
        author_site_id IS NULL OR author_site_id <> %s OR central_cursor <= COALESCE(
            (SELECT initialised_cursor FROM syncjobs_sitequeue WHERE site_id = %s), 0
        )
    )
    ORDER BY central_cursor DESC LIMIT 1
"""
# A range of one site, because the equality lets PostgreSQL walk along the ids of all sites.
_QUEUED: Final = """
    SELECT queued.id AS place, record.table_name, record.record_id,
        (record.is_deleted OR queued.action = 'delete') AS is_deleted, record.data
    FROM (
        SELECT id, record_id, action FROM syncjobs_queuedrecord
        WHERE site_id BETWEEN %s AND %s ORDER BY site_id, id LIMIT %s
    ) AS queued JOIN syncjobs_record AS record ON record.id = queued.record_id
"""
_QUEUED_PAGE: Final = _PAGE.format(rows=_QUEUED)

Row = tuple[int, str, str, bool, str]


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a pull and what it says in numbers.

    `extent` is its `maxCursor` or `queueLength`; `last_place` the id of its last row, 0 without.
    `known_cursor` is the one that the site named when it was last seen in the central log.
    """

    body: bytes
    row_count: int
    extent: int
    last_place: int
    known_cursor: int | None = None


def central_page(site_id: int, cursor: int, limit: int) -> Page:
    """The answer to `GET /sync/v5/central_records`: entries after `cursor`, at most `limit`.

    What the site itself authored is left out, unless it was initialised since.
    """
    author = (cursor, site_id, site_id)
    found = _page(_CENTRAL_AND_KNOWN, (*author, min(limit, MOST_RECORDS)), site_id)
    rows = sorted(row for row in found if row[1])
    known = next((row[0] for row in found if not row[1]), None)
    last = cursor
    if rows:
        # There may be none by now, if the records of this page changed in the meantime.
        last = max(row[0] for row in (rows[-1], *_rows(_LAST_CENTRAL, author)))
    entries = (f'{{"ID":{row[0]},{_common(row)}}}' for row in rows)
    return replace(_answered("maxCursor", last, rows, entries), known_cursor=known)


def queue_page(site_id: int, limit: int) -> Page:
    """The answer to `GET /sync/v5/queued_records`: the rows that wait longest, at most `limit`."""
    rows = _page(_QUEUED_PAGE, (site_id, site_id, min(limit, MOST_RECORDS)))
    length = 0
    if rows:
        queue = SiteQueue.objects.filter(site_id=site_id).values_list("length", flat=True)
        # A client subtracts the page from it, and must never get below nothing.
        length = max(queue.first() or 0, len(rows))
    entries = (f'{{"syncOutId":"{row[0]}",{_common(row)}}}' for row in rows)
    return _answered("queueLength", length, rows, entries)


def _page(sql: str, parameters: Sequence[Any], *more: Any) -> list[Row]:
    sized = sql.format(length=_LENGTH[connection.vendor])
    return _rows(sized, (*parameters, LARGEST_PAGE, *more))


def _rows(sql: str, parameters: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Row] = cursor.fetchall()
    return rows


def _common(row: Row) -> str:
    _, table_name, record_id, is_deleted, data = row
    action = QueuedAction.DELETE if is_deleted else QueuedAction.UPDATE
    content = "null" if is_deleted else data
    return (
        f'"tableName":{json.dumps(table_name)},"recordId":{json.dumps(record_id)},'
        f'"action":"{action.value}","recordData":{content}'
    )


def _answered(member: str, extent: int, rows: Sequence[Row], entries: Iterable[str]) -> Page:
    body = f'{{"{member}":{extent},"data":[{",".join(entries)}]}}'.encode()
    return Page(body, len(rows), extent, rows[-1][0] if rows else 0)

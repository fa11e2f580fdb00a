"""Sites as a CSV file, written while it is sent.

The columns are told in docs/overview.md. Whatever the number of sites, only some hundred of them
are in memory at a time.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.http import StreamingHttpResponse

from sites.admin.health_display import health_reason
from sites.health import Health, health_of
from sites.models import Site, SiteLabel, Store
from syncjobs.following.site_cursors import MOST_COUNTED, LogTail
from syncjobs.spreadsheet import csv_download, csv_lines, iso_moment

SITES_AT_ONCE: Final = 500

Column = Callable[[Site], str | int | None]


def sites_as_csv(sites: QuerySet[Site]) -> StreamingHttpResponse:
    """The sites of the admin's list (with health and queue), in their order, as a download."""
    return csv_download("sites", csv_lines([*COLUMNS, RECORDS_BEHIND], _rows(sites)))


def _rows(sites: QuerySet[Site]) -> Iterator[list[str | int | None]]:
    tail = LogTail.load()
    stores = Prefetch("stores", Store.objects.only("code", "site_id").order_by("code"))
    rows = sites.select_related("queue", "central_place")
    held = SiteLabel.objects.select_related("label").order_by("label__name_key")
    labels = Prefetch("site_labels", held)
    rows = rows.prefetch_related(None).prefetch_related(stores, labels)
    for site in rows.iterator(chunk_size=SITES_AT_ONCE):
        values = [column(site) for column in COLUMNS.values()]
        yield [*values, _behind(tail.records_behind(site))]


def _seconds(duration: timedelta | None) -> int | None:
    return round(duration.total_seconds()) if duration is not None else None


def _health(site: Site) -> Health:
    return Health(getattr(site, "health", None) or health_of(site))


def _waiting(site: Site) -> int | None:
    queue = getattr(site, "queue", None)
    return queue.length if queue else None


def _behind(count: int | None) -> str | int | None:
    return f"more than {MOST_COUNTED}" if count is not None and count > MOST_COUNTED else count


# Behind the others, because it is reckoned from all that the log holds.
RECORDS_BEHIND: Final = "central_records_behind"
COLUMNS: Final[dict[str, Column]] = {
    "site_id": lambda site: site.pk,
    "uuid": lambda site: site.told_id,
    "name": lambda site: site.name,
    "code": lambda site: site.code,
    "stores": lambda site: ";".join(store.code for store in site.stores.all()),
    "labels": lambda site: ";".join(held.label.name for held in site.site_labels.all()),
    "central_server": lambda site: "yes" if site.is_open_msupply_central else "no",
    "health": lambda site: _health(site).value,
    "reason": lambda site: health_reason(site, _health(site)),
    "last_contact_at": lambda site: iso_moment(site.last_contact_at),
    "last_attempt_at": lambda site: iso_moment(site.last_attempt_at),
    "last_success_at": lambda site: iso_moment(site.last_success_at),
    "last_success_seconds": lambda site: _seconds(site.last_success_duration),
    "usual_interval_seconds": lambda site: _seconds(site.usual_interval),
    "records_waiting": _waiting,
    "initialisation": lambda site: site.initialisation_status,
    "app_name": lambda site: site.app_name,
    "app_version": lambda site: site.app_version,
    "sync_version": lambda site: site.sync_version,
    "hardware_id": lambda site: site.hardware_id,
    "disabled_at": lambda site: iso_moment(site.disabled_at),
    "created_at": lambda site: iso_moment(site.created_at),
}

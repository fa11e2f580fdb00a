"""What authentication and discovery need to know of one site, read with one query."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sites.compiled_query import CompiledQuery, Row
from sites.models import OneTimeCredential, Site, Store

COLUMNS = (
    "id",
    "uuid",
    "legacy_id",
    "code",
    "name",
    "password_hash",
    "hardware_id",
    "initialisation_status",
    "is_open_msupply_central",
    "disabled_at",
    "disabled_reason",
    "app_name",
    "app_version",
    "sync_version",
    "last_contact_at",
    "last_attempt_at",
    "last_refusal_code",
    "last_success_at",
    "usual_interval",
    "is_followed",
    "central_url",
    "has_active_store",
    "has_one_time_secret",
)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """One site as it stands in the register at this moment.

    `legacy_id` is what it is told in the place of its uuid, empty for most.
    `last_success_at` is when its last sync succeeded, `usual_interval` the time between two;
    `is_followed` says that a sync job waits for its calls or follows them.
    `central_url` is the URL of the Open mSupply central server, None while there is none;
    `has_active_store` says whether at least one store that is not disabled is on the site;
    `has_one_time_secret` whether a secret of `sites.one_time_credentials` waits to be used.
    """

    id: int
    uuid: uuid.UUID
    legacy_id: str
    code: str
    name: str
    password_hash: str
    hardware_id: str
    initialisation_status: str
    is_open_msupply_central: bool
    disabled_at: datetime | None
    disabled_reason: str
    app_name: str
    app_version: str
    sync_version: int | None
    last_contact_at: datetime | None
    last_attempt_at: datetime | None
    last_refusal_code: str
    last_success_at: datetime | None
    usual_interval: timedelta | None
    is_followed: bool
    central_url: str | None
    has_active_store: bool
    has_one_time_secret: bool


def facts_by_name_key(key: str) -> SiteFacts | None:
    """The site whose name has this key (`sites.names.name_key`), or None. One query."""
    return _as_facts(_BY_NAME_KEY.first(key))


def facts_by_id(site_id: int) -> SiteFacts | None:
    """The site with this id, or None. One query."""
    return _as_facts(_columns(Site.objects.filter(pk=site_id)).first())


def _columns(sites: QuerySet[Site]) -> QuerySet[Site, Row]:
    return (
        sites.order_by()
        .annotate(
            central_url=Subquery(Site.objects.central().order_by().values("url")[:1]),
            has_active_store=Exists(Store.objects.filter(site=OuterRef("pk"), disabled=False)),
            has_one_time_secret=Exists(
                OneTimeCredential.objects.filter(site=OuterRef("pk"), used_at__isnull=True)
            ),
        )
        .values_list(*COLUMNS)
    )


def _as_facts(row: Row | None) -> SiteFacts | None:
    return None if row is None else SiteFacts(*row)


# Every call of every site asks this.
_BY_NAME_KEY = CompiledQuery(lambda key: _columns(Site.objects.filter(name_key=key)))

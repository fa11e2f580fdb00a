"""What the tests with bad input share: sites that cost little, and what must not have changed."""

import json
from functools import cache
from typing import Any

from django.db.models import Model
from django.test import Client

from sites.choices import InitialisationStatus
from sites.credentials import hash_secret
from sites.models import Site, Store
from syncjobs.models import (
    CentralLog,
    PushedBatch,
    QueuedRecord,
    Record,
    SetAsideRecord,
    SiteQueue,
    SyncJob,
)
from syncjobs.records.store_records import write_store_records
from tests.sites.calls import Caller
from tests.syncjobs.exchange.strict_json import read_strictly
from tests.syncjobs.exchange.wire import Entry, Remote, update

TABLES: tuple[type[Model], ...] = (
    CentralLog,
    PushedBatch,
    QueuedRecord,
    Record,
    SetAsideRecord,
    SiteQueue,
    SyncJob,
)


@cache
def _password_hash() -> str:
    return hash_secret(Caller().secret)


@cache
def _client() -> Client:
    """One for all, because each reads the list of static files anew."""
    return Client(raise_request_exception=False)


def a_quick_remote(
    name: str, status: InitialisationStatus = InitialisationStatus.COMPLETED
) -> Remote:
    """A site with one store, whose password was hashed once and whose queue is empty."""
    site = Site.objects.create(
        name=name, password_hash=_password_hash(), initialisation_status=status
    )
    store = Store.objects.create(code=name, name=name, site=site)
    write_store_records([store])
    if status != InitialisationStatus.NEW:
        SiteQueue.objects.create(site=site)
    return Remote(site, store)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that the exchange keeps."""
    return {
        table.__name__: list(table._default_manager.order_by("pk").values()) for table in TABLES
    }


def requisition(owner: Remote, partner: Remote, record_id: str, **more: Any) -> Entry:
    """A requisition of the owner's store to the partner's."""
    data = {"ID": record_id, "store_ID": owner.store.pk, "name_ID": partner.store.name_id}
    return update("requisition", data | more)


def a_push(*entries: Any, queue_length: Any = 1) -> dict[str, Any]:
    """The body of one POST of a push."""
    return {"queueLength": queue_length, "data": list(entries)}


def post_raw(remote: Remote, path: str, body: bytes, **environ: Any) -> Any:
    """The answer to a POST; `environ` is what the web server says of the request."""
    return _client().generic(
        "POST",
        f"/sync/v5/{path}",
        body,
        content_type="application/octet-stream",
        headers=remote.caller.headers(),
        **environ,
    )


def get(remote: Remote, path: str) -> Any:
    """The answer to a GET."""
    return _client().get(f"/sync/v5/{path}", headers=remote.caller.headers())


def pulled_strictly(remote: Remote) -> list[Entry]:
    """What waits for the site, as its strict reader takes it; nothing is acknowledged."""
    answer = get(remote, "queued_records?limit=500")
    assert answer.status_code == 200, answer.content
    entries: list[Entry] = read_strictly(answer.content)["data"]
    return entries


def nested(levels: int, innermost: Any = 0) -> Any:
    """So many lists around a value."""
    value = innermost
    for _ in range(levels):
        value = [value]
    return value


def as_bytes(body: Any) -> bytes:
    """The body as JSON; half surrogates and infinities are written as a careless site would."""
    return json.dumps(body).replace("Infinity", "1e999").encode()

"""Making a patient visible to a store (protocol 8.3, 10.3 rule 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from sites.models import Site, Store
from sites.models.store import new_record_id
from syncjobs.choices import LONGEST_RECORD_ID, QueuedAction
from syncjobs.exchange.errors import RequestBodyError
from syncjobs.models import QueuedRecord, Record
from syncjobs.patients.errors import PatientUnknownError, StoreElsewhereError, StoreUnknownError
from syncjobs.patients.recording import Asker, record_join
from syncjobs.records.audience import OPEN_STATUSES
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from syncjobs.records.completion import complete
from syncjobs.records.json_text import load_object
from syncjobs.records.queueing import Delivery, queue_deliveries
from syncjobs.records.routing import LONGEST_STORE_ID, is_id
from syncjobs.records.writing import lock_records

JOINS: Final = "name_store_join"


@dataclass(frozen=True, slots=True)
class Wish:
    """The patient that is to be visible, and the store to which."""

    name_id: str
    store_id: str


def read_wish(body: Any) -> Wish:
    """The wish in the body of a call. Raises RequestBodyError, naming what is wrong."""
    if not isinstance(body, dict):
        raise RequestBodyError("The body is not a JSON object.", "Send name_ID and store_ID.")
    return Wish(
        _id_in(body, "name_ID", LONGEST_RECORD_ID), _id_in(body, "store_ID", LONGEST_STORE_ID)
    )


@transaction.atomic
def join_patient(asker: Asker, wish: Wish) -> dict[str, str | bool]:
    """Makes the patient visible to the store, if it is not; returns the join as the wire has it.

    When it returns, all that belongs to the patient waits for the store's site and for the Open
    mSupply central server, also what either got before: a site that lost it asks for it this way.
    Raises StoreUnknownError, StoreElsewhereError and PatientUnknownError.
    """
    lock_records()
    _refuse_store(asker.site_id, wish.store_id)
    _refuse_name(wish.name_id)
    join = _present_join(wish)
    if join is None:
        join_id = new_record_id()
        author_changes([Change(JOINS, join_id, _new_join(join_id, wish))])
    else:
        join_id = join.record_id
        if not join.is_active:
            active = load_object(join.data) | {"inactive": False}
            author_changes([Change(JOINS, join_id, active)])
    _queue_person(wish.name_id, asker.site_id)
    record_join(asker, wish.name_id, wish.store_id)
    return {"ID": join_id, "name_ID": wish.name_id, "store_ID": wish.store_id, "inactive": False}


def _id_in(body: Mapping[str, object], member: str, longest: int) -> str:
    value = body.get(member)
    if not isinstance(value, str) or not is_id(value, longest):
        raise RequestBodyError(
            f"{member} is missing or no id.", "Send name_ID and store_ID as text."
        )
    return value


def _refuse_store(site_id: int, store_id: str) -> None:
    store = Store.objects.filter(pk=store_id).first()
    if store is None:
        raise StoreUnknownError
    if store.site_id != site_id or store.disabled:
        raise StoreElsewhereError


def _refuse_name(name_id: str) -> None:
    patients = Record.objects.filter(table_name="name", record_id=name_id, person_id=name_id)
    if not patients.filter(is_deleted=False).exists():
        raise PatientUnknownError


def _present_join(wish: Wish) -> Record | None:
    joins = Record.objects.filter(
        table_name=JOINS, joined_id=wish.name_id, owner_store=wish.store_id, is_deleted=False
    )
    return joins.order_by("-is_active", "pk").first()


def _new_join(join_id: str, wish: Wish) -> dict[str, object]:
    return complete(
        JOINS,
        {
            "ID": join_id,
            "name_ID": wish.name_id,
            "store_ID": wish.store_id,
            "inactive": False,
            "om_name_is_customer": True,
            "om_name_is_supplier": False,
        },
    )


def _queue_person(name_id: str, site_id: int) -> None:
    """Queues what belongs to the person and does not wait yet, for the site and the central server.

    The site gets the joins of its own stores, the central server all of them (rule 12).
    """
    central = set(Site.objects.central().values_list("pk", flat=True))
    of_sites = Site.objects.filter(pk__in={site_id} | central)
    site_ids = set(
        of_sites.filter(initialisation_status__in=OPEN_STATUSES).values_list("pk", flat=True)
    )
    records = Record.objects.filter(
        Q(person_id=name_id) | Q(joined_id=name_id, table_name=JOINS), is_deleted=False
    ).select_related("owner_store")
    wanted = {
        (receiver, record.pk): record.table_name
        for record in records.defer("data")
        for receiver in site_ids
        if record.table_name != JOINS or receiver in central or _is_of(record, receiver)
    }
    waiting = QueuedRecord.objects.filter(
        site__in=site_ids, record__in={pk for _, pk in wanted}, action=QueuedAction.UPDATE
    ).order_by()
    there = set(waiting.values_list("site_id", "record_id"))
    queue_deliveries(
        Delivery(receiver, pk, table_name, is_delete=False)
        for (receiver, pk), table_name in wanted.items()
        if (receiver, pk) not in there
    )


def _is_of(record: Record, site_id: int) -> bool:
    return record.owner_store is not None and record.owner_store.site_id == site_id

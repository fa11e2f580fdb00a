"""Moving a store from one site to another (protocol 10.3 rule 10)."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sites.choices import Door
from sites.counted import counted
from sites.doors import present_door, through
from sites.errors import RegisterError
from sites.models import Site, Store
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.jobs.scheduling import queue_job
from syncjobs.models import PushedBatch, SiteQueue, StoreMove, SyncJob
from syncjobs.records.store_records import write_store_records
from syncjobs.records.writing import lock_records

PAUSE_AFTER_FAILURE = timedelta(hours=1)


@transaction.atomic
def request_move(
    store: Store,
    to_site: Site,
    person: User | None = None,
    *,
    reason: str = "",
    force_reason: str = "",
) -> StoreMove:
    """Asks for the store to become active on another site; it moves as soon as it may.

    It waits while its present site still has something to send or to get, unless a reason to force
    it is given; `reason` is why it moves at all. Raises RegisterError when the store is
    there already, or moves already.
    """
    if store.site_id == to_site.pk:
        raise RegisterError(f"Store {store.code} is on {to_site.name} already.", "Nothing to do.")
    try:
        with transaction.atomic():
            move = StoreMove.objects.create(
                store=store,
                from_site_id=store.site_id,
                to_site=to_site,
                requested_by=person,
                is_forced=bool(force_reason.strip()),
                reason=force_reason.strip() or reason.strip(),
            )
    except IntegrityError as error:
        raise RegisterError(
            f"Store {store.code} is being moved already.",
            "Force or cancel that move, or wait for its end.",
        ) from error
    _begin_if_ready(move)
    return move


@transaction.atomic
def force_move(move_id: int, reason: str, person: User | None = None) -> StoreMove:
    """Lets a waiting move go ahead; what its old site pushes afterwards will be set aside.

    Raises RegisterError without a reason, and when the move is over.
    """
    if not reason.strip():
        raise RegisterError("The reason is empty.", "Say why the old site is not waited for.")
    open_moves = _open_moves().filter(pk=move_id, moved_at__isnull=True)
    forced = {"is_forced": True, "reason": reason.strip(), "requested_by": person}
    if not open_moves.update(**forced, door=present_door()):
        raise RegisterError("This move does not wait any more.", "Look at the store's page.")
    move = StoreMove.objects.get(pk=move_id)
    _begin_if_ready(move)
    return move


def cancel_move(move_id: int) -> None:
    """Calls off a move that has not begun. Raises RegisterError when it has."""
    waiting = _open_moves().filter(pk=move_id, moved_at__isnull=True)
    if not waiting.update(cancelled_at=timezone.now()):
        raise RegisterError("This move cannot be cancelled any more.", "Move the store back.")


def obstacle(move: StoreMove) -> str:
    """What the move waits for, in a sentence; empty when it may go ahead."""
    if move.is_forced or move.from_site is None:
        return ""
    batches = PushedBatch.objects.filter(site=move.from_site).count()
    queue = SiteQueue.objects.filter(site=move.from_site).values_list("length", flat=True)
    parts = [
        counted(batches, "pushed batch that is", "pushed batches that are") + " not integrated"
        if batches
        else "",
        counted(queue[0], "record", "records") + " to pull" if queue and queue[0] else "",
    ]
    waiting = " and ".join(part for part in parts if part)
    return f"{move.from_site.name} still has {waiting}." if waiting else ""


def begin_ready_moves() -> int:
    """Queues a job for every site to which a store may move now; returns how many.

    After a job that failed for good an hour passes, unless an administrator retries it.
    """
    failed = SyncJob.objects.filter(
        kind=JobKind.MOVE_STORE,
        status=JobStatus.FAILED,
        finished_at__gt=timezone.now() - PAUSE_AFTER_FAILURE,
    )
    waiting = _open_moves().exclude(to_site__in=failed.values("site")).select_related("from_site")
    return sum(_begin_if_ready(move) for move in waiting)


def moves_to_make(site_id: int) -> Iterator[StoreMove]:
    """The open moves to this site that may go ahead, or have begun."""
    moves = _open_moves().filter(to_site_id=site_id).select_related("store", "from_site")
    return (move for move in moves.order_by("pk") if move.moved_at or not obstacle(move))


@transaction.atomic
def make_store_active(move: StoreMove) -> bool:
    """Makes the store active on its new site, for every site to see. Doing it twice is harmless.

    From now on every change is queued for the new site, and changes of the old one are refused.
    False when the move was cancelled in the meantime, or the old site has pushed something that
    must come first.
    """
    lock_records()
    present = _open_moves().select_for_update().filter(pk=move.pk).first()
    if present is None or (present.moved_at is None and obstacle(present)):
        return False
    store = Store.objects.select_for_update().get(pk=move.store_id)
    if store.site_id != present.to_site_id:
        _put_on_site(store, present)
        write_store_records([store])
    _open_moves().filter(pk=move.pk, moved_at__isnull=True).update(moved_at=timezone.now())
    return True


def _put_on_site(store: Store, move: StoreMove) -> None:
    """Kept in the history as done by the person who asked for it, and as they asked for it."""
    store.site_id = move.to_site_id
    store._change_reason = f"Moved: {move.reason}" if move.reason else "Moved"
    store._history_user = move.requested_by
    with through(Door(move.door or Door.PORTAL)):
        store.save(update_fields=["site"])


def finish_move(move: StoreMove) -> None:
    """Everything that belongs to the store is queued for its new site."""
    _open_moves().filter(pk=move.pk).update(finished_at=timezone.now())


def _open_moves() -> QuerySet[StoreMove]:
    return StoreMove.objects.filter(finished_at__isnull=True, cancelled_at__isnull=True)


def _begin_if_ready(move: StoreMove) -> bool:
    if move.moved_at is None and obstacle(move):
        return False
    queue_job(move.to_site_id, JobKind.MOVE_STORE, JobTrigger.ADMINISTRATOR, move.requested_by)
    return True

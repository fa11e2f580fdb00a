"""The job that moves stores to a site (protocol 10.3 rule 10)."""

from sites.models import Store
from syncjobs.choices import StepName
from syncjobs.exchange.moving import finish_move, make_store_active, moves_to_make
from syncjobs.jobs.job_run import JobRun, StepOutcome
from syncjobs.models import SiteQueue, StoreMove
from syncjobs.records.belonging import records_of_store
from syncjobs.records.filling import fill_queue


def move_stores(run: JobRun) -> None:
    """Moves every store to the job's site that may go there now.

    A move that was interrupted is made again from its beginning: what the site then gets twice does
    no harm.
    """
    with run.step(StepName.OLD_SITE_IS_DONE) as step:
        moves = list(moves_to_make(run.site_id))
        step.passed(f"{len(moves)} stores may move.")
    with run.step(StepName.MOVE) as step:
        moves = [move for move in moves if make_store_active(move)]
        step.passed(", ".join(move.store.code for move in moves) or "No store.")
    with run.step(StepName.QUEUE_RECORDS) as step:
        count = sum(_queue_records_of(move, step) for move in moves)
        step.passed(f"{count} records were queued for the new site.")


def _queue_records_of(move: StoreMove, step: StepOutcome) -> int:
    """Returns how many; none for a site that never asked for its data and will get all of it."""
    if not SiteQueue.objects.filter(site_id=move.to_site_id).exists():
        finish_move(move)
        return 0
    others = list(Store.objects.filter(site_id=move.to_site_id).exclude(pk=move.store_id))
    parts = list(records_of_store(move.store, others))
    step.report(0, sum(part.order_by().count() for part in parts))
    count = fill_queue(move.to_site_id, parts, step.report)
    finish_move(move)
    return count

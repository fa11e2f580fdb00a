"""The flag of a site that says whether a sync job waits for its calls or follows them.

It spares the calls of all other sites the look for such a job.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import transaction

from sites.models import Site
from syncjobs.choices import JobStatus
from syncjobs.models import SyncJob

CHUNK: Final = 1_000
WATCHING: Final = (JobStatus.EXPECTING, JobStatus.FOLLOWING)


def raise_flag(site_ids: Iterable[int]) -> None:
    """Has the next calls of these sites looked at; in the transaction that makes their job so."""
    for part in in_chunks(sorted(site_ids)):
        # Locked in one order, so that two who raise the flags of the same sites never wait for each
        # other in a circle; and those of which somebody is taking the flag down at this moment too.
        sites = Site.objects.filter(pk__in=part).order_by("pk")
        locked = list(sites.select_for_update(no_key=True).values_list("pk", flat=True))
        Site.objects.filter(pk__in=locked, is_followed=False).update(is_followed=True)


@transaction.atomic
def lower_flag(site_ids: Iterable[int]) -> None:
    """Takes the flag from those of these sites of which no job is waiting or following any more."""
    raised = Site.objects.filter(pk__in=list(site_ids), is_followed=True).order_by("pk")
    # Locked first: who raises the flag at this moment is then seen with the job by the next look.
    locked = list(raised.select_for_update(no_key=True).values_list("pk", flat=True))
    if locked:
        watched = SyncJob.objects.filter(site_id__in=locked, status__in=WATCHING)
        unwatched = Site.objects.filter(pk__in=locked).exclude(pk__in=watched.values("site_id"))
        unwatched.update(is_followed=False)


def in_chunks(site_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in parts that a database takes in one statement."""
    for start in range(0, len(site_ids), CHUNK):
        yield site_ids[start : start + CHUNK]

"""The verification of a central URL that is not saved yet."""

from dataclasses import replace

from sites.models import Site
from syncjobs.errors import JobFailedError
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.verify import Way, facts_of, walk
from syncjobs.models import SyncJob


def verify_first(run: JobRun) -> None:
    """Walks the way as if the job's site were the central server at the job's `candidate_url`.

    The register stays as it is. A failure is final: the person who waits for it asks again.
    Raises what `walk` raises.
    """
    url = SyncJob.objects.values_list("candidate_url", flat=True).get(pk=run.job_id)
    facts = facts_of(run.site_id)
    wanted = replace(facts, central_url=url, is_open_msupply_central=True)
    site = Site.objects.filter(pk=run.site_id).first()
    try:
        walk(run, Way(wanted, site, is_saved=facts.is_open_msupply_central))
    except JobFailedError as error:
        error.may_pass = False
        raise

"""From one step of a followed sync to the next."""

from syncjobs.choices import StepName
from syncjobs.exchange.pushed_batches import push_waits
from syncjobs.following.followed import SEEN, Followed
from syncjobs.following.preparing import is_prepared


def close_earlier(sync: Followed, name: StepName) -> None:
    """Ends what is open of the steps before this one: the site has gone on."""
    if sync.is_open(StepName.PREPARE) and is_prepared(sync):
        sync.finish(StepName.PREPARE, "The site's data is ready.")
    for earlier in SEEN[: SEEN.index(name)]:
        if sync.is_open(earlier):
            sync.leave(earlier)
    settle_integration(sync)


def begin_integration(sync: Followed) -> None:
    """The push is over: the portal integrates it. A later call of the site finds it done."""
    if sync.steps[StepName.PUSH].total:
        sync.begin(StepName.INTEGRATE)


def settle_integration(sync: Followed) -> None:
    """Ends the step when nothing of what the site has pushed waits any more."""
    if sync.is_open(StepName.INTEGRATE) and not push_waits(sync.site_id):
        end_integration(sync)


def end_integration(sync: Followed) -> None:
    """Ends the step if it has begun: nothing of what the site has pushed waits any more."""
    sync.finish(StepName.INTEGRATE, "The portal has integrated what the site pushed.")

"""What each call of a site means for the sync of which it is a part (protocol 5, 6).

The views call these after their work is done and committed. A call with nothing to do of a site
that no job looks at returns at once, without a query; so does one for which there is no room.
"""

from sites.site_facts import SiteFacts
from sites.sync_outcome import record_drained
from syncjobs.choices import StepName
from syncjobs.exchange.pulling import Page
from syncjobs.exchange.pushing import Push
from syncjobs.following.beginning import change_followed, follow_call
from syncjobs.following.followed import Followed
from syncjobs.following.going_on import begin_integration, close_earlier, end_integration
from syncjobs.following.guard import harmless
from syncjobs.following.preparing import settle_preparation
from syncjobs.following.room import ROOM
from syncjobs.following.site_cursors import forget_cursor, keep_cursor


def site_initialises(facts: SiteFacts) -> None:
    """`POST initialise`: a job prepares the site's data."""
    forget_cursor(facts.id)
    _note_initialising(facts)


@harmless
def site_was_prepared(site_id: int) -> None:
    """The answer to `POST initialise` is there."""
    change_followed(site_id, settle_preparation)


def site_pushed(facts: SiteFacts, push: Push) -> None:
    """`POST queued_records`."""
    has_work = bool(push.queue_length or push.record_count)
    if facts.is_followed or (has_work and ROOM.has_place()):
        _note_push(facts, push, has_work=has_work)


def site_asked_for_status(facts: SiteFacts, *, is_idle: bool) -> None:
    """`GET site_status`: the site waits until its push is integrated, or its data prepared."""
    if facts.is_followed:
        _note_waiting(facts.id, is_idle=is_idle)


def site_pulled_central(facts: SiteFacts, cursor: int, page: Page) -> None:
    """`GET central_records` after the cursor."""
    if page.known_cursor != cursor:
        keep_cursor(facts.id, cursor)
    if facts.is_followed or (page.row_count and ROOM.has_place()):
        _note_central_page(facts, cursor, page)


def site_pulled_queue(facts: SiteFacts, page: Page) -> None:
    """`GET queued_records`; an empty page is the end of the sync."""
    if not page.row_count:
        _note_drained(facts) if facts.is_followed else _keep_success(facts)
    elif facts.is_followed or ROOM.has_place():
        _note_queue_page(facts, page)


def site_acknowledged(facts: SiteFacts, count: int) -> None:
    """`POST acknowledged_records`, of which so many waited for the site."""
    if facts.is_followed and count:
        _note_acknowledged(facts.id, count)


@harmless
def _note_initialising(facts: SiteFacts) -> None:
    def note(sync: Followed) -> None:
        sync.show_life()
        if StepName.PREPARE not in sync.steps:
            sync.begin(StepName.PREPARE)
            sync.say("The site asked for all of its data, which is being prepared.")

    follow_call(facts, StepName.PREPARE, note, has_work=True)


@harmless
def _note_push(facts: SiteFacts, push: Push, *, has_work: bool) -> None:
    def note(sync: Followed) -> None:
        sync.show_life()
        if not sync.is_finished(StepName.PUSH):
            _go_on_pushing(sync, push, has_work=has_work)

    follow_call(facts, StepName.PUSH, note, has_work=has_work)


def _go_on_pushing(sync: Followed, push: Push, *, has_work: bool) -> None:
    close_earlier(sync, StepName.PUSH)
    sync.begin(StepName.PUSH, max(push.queue_length, push.record_count))
    if has_work:
        left = max(0, push.queue_length - push.record_count)
        sync.say(f"The site pushed {push.record_count:,} records; {left:,} are left.")
    if push.is_last:
        sync.finish(StepName.PUSH, "" if sync.steps[StepName.PUSH].total else "Nothing to push.")
        begin_integration(sync)
    else:
        sync.report(StepName.PUSH, push.queue_length)


@harmless
def _note_waiting(site_id: int, *, is_idle: bool) -> None:
    def note(sync: Followed) -> None:
        sync.show_life()
        settle_preparation(sync)
        if is_idle:
            end_integration(sync)

    change_followed(site_id, note)


@harmless
def _note_central_page(facts: SiteFacts, cursor: int, page: Page) -> None:
    def note(sync: Followed) -> None:
        sync.show_life()
        close_earlier(sync, StepName.PULL_CENTRAL)
        if page.row_count or not sync.is_finished(StepName.PULL_CENTRAL):
            _go_on_with_central(sync, cursor, page)

    follow_call(facts, StepName.PULL_CENTRAL, note, has_work=bool(page.row_count))


def _go_on_with_central(sync: Followed, cursor: int, page: Page) -> None:
    sync.begin(StepName.PULL_CENTRAL, page.extent - cursor)
    if page.row_count:
        sync.report(StepName.PULL_CENTRAL, page.extent - cursor)
        sync.say(
            f"The site pulled {page.row_count:,} central records,"
            f" up to number {page.last_place:,} of {page.extent:,}."
        )
    else:
        sync.finish(StepName.PULL_CENTRAL, "")


@harmless
def _note_queue_page(facts: SiteFacts, page: Page) -> None:
    def note(sync: Followed) -> None:
        sync.show_life()
        close_earlier(sync, StepName.PULL_REMOTE)
        sync.begin(StepName.PULL_REMOTE, page.extent)
        sync.report(StepName.PULL_REMOTE, page.extent)
        left = page.extent - page.row_count
        sync.say(f"The site pulled {page.row_count:,} records; {left:,} are left.")

    follow_call(facts, StepName.PULL_REMOTE, note, has_work=True)


@harmless
def _note_acknowledged(site_id: int, count: int) -> None:
    def note(sync: Followed) -> None:
        if sync.is_open(StepName.PULL_REMOTE):
            sync.show_life()
            sync.add(StepName.PULL_REMOTE, count)

    change_followed(site_id, note)


@harmless
def _note_drained(facts: SiteFacts) -> None:
    def note(sync: Followed) -> None:
        close_earlier(sync, StepName.PULL_REMOTE)
        if sync.is_open(StepName.INTEGRATE):
            sync.leave(StepName.INTEGRATE)
        sync.begin(StepName.PULL_REMOTE, 0)
        sync.finish(StepName.PULL_REMOTE, "")
        sync.say("The site has everything that waited for it.")
        sync.succeed(facts)

    if not follow_call(facts, StepName.PULL_REMOTE, note, has_work=False):
        record_drained(facts)


@harmless
def _keep_success(facts: SiteFacts) -> None:
    record_drained(facts)

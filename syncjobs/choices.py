"""Kinds, states and steps of jobs."""

from typing import Final

from django.db import models

from sites.health import Health

# Of a legacy table's name and of a record's id, in characters.
LONGEST_TABLE_NAME: Final = 64
LONGEST_RECORD_ID: Final = 255


class JobKind(models.TextChoices):
    """What a job does for its site."""

    VERIFY = "verify", "Verify"
    VERIFY_FIRST = "verify_first", "Verify before saving"
    INITIALISE = "initialise", "Initialise"
    MOVE_STORE = "move_store", "Move a store"
    SYNC = "sync", "Sync"


class ScheduledKind(models.TextChoices):
    """The kinds of jobs that can be queued every so often."""

    SYNC = JobKind.SYNC.value, JobKind.SYNC.label
    VERIFY = JobKind.VERIFY.value, JobKind.VERIFY.label


class AskedKind(models.TextChoices):
    """The kinds of jobs that people ask for."""

    SYNC = JobKind.SYNC.value, JobKind.SYNC.label
    VERIFY = JobKind.VERIFY.value, JobKind.VERIFY.label
    INITIALISE = JobKind.INITIALISE.value, JobKind.INITIALISE.label


class JobTrigger(models.TextChoices):
    """Who or what asked for a job."""

    ADMINISTRATOR = "administrator", "Administrator"
    SITE = "site", "Site"
    SCHEDULE = "schedule", "Schedule"
    CHANGE = "change", "Change of the central server"


class JobStatus(models.TextChoices):
    """Where a job stands. A job that will be tried again is queued, with its last error kept.

    Queued and running jobs are a worker's. A sync of a site that cannot be reached waits for the
    site's next call, and is then followed through the calls that the site makes.
    """

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    EXPECTING = "expecting", "Waiting for the site"
    FOLLOWING = "following", "Following the site"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


LIVE_STATUSES: Final = (
    JobStatus.QUEUED,
    JobStatus.RUNNING,
    JobStatus.EXPECTING,
    JobStatus.FOLLOWING,
)
MOVING_STATUSES: Final = (JobStatus.RUNNING, JobStatus.FOLLOWING)
ENDED_STATUSES: Final = (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)


class StepName(models.TextChoices):
    """The steps of every kind of job, in words for the administrator."""

    DISCOVERY_ANSWER = "discovery_answer", "What the site is told"
    V6_ADDRESS = "v6_address", "Where the site will call"
    SERVER_ANSWERS = "server_answers", "That server answers"
    IS_CENTRAL = "is_central", "It is an Open mSupply central server"
    CALLS_BACK = "calls_back", "It asks this portal"
    IS_THE_TICKED_SITE = "is_the_ticked_site", "It is the site with the tick"
    VERSIONS_FIT = "versions_fit", "The versions fit together"

    INTEGRATE_PUSHED = "integrate_pushed", "Integrate what the site has pushed"
    EMPTY_QUEUE = "empty_queue", "Empty the queue"
    QUEUE_RECORDS = "queue_records", "Queue the records"
    OLD_SITE_IS_DONE = "old_site_is_done", "The old site has nothing waiting"
    MOVE = "move", "Make the store active on its new site"

    PREPARE = "prepare", "Prepare"
    PUSH_V6 = "push_v6", "Push V6"
    PUSH = "push", "Push"
    PULL_CENTRAL = "pull_central", "Pull central"
    PULL_REMOTE = "pull_remote", "Pull remote"
    PULL_V6 = "pull_v6", "Pull V6"
    INTEGRATE = "integrate", "Integrate"


class Verdict(models.TextChoices):
    """How a step ended; empty while it runs."""

    PASSED = "passed", "Passed"
    WARNING = "warning", "Warning"
    FAILED = "failed", "Failed"


VERIFICATION: Final = (
    StepName.DISCOVERY_ANSWER,
    StepName.V6_ADDRESS,
    StepName.SERVER_ANSWERS,
    StepName.IS_CENTRAL,
    StepName.CALLS_BACK,
    StepName.IS_THE_TICKED_SITE,
    StepName.VERSIONS_FIT,
)

STEPS_OF_KIND: Final[dict[str, tuple[StepName, ...]]] = {
    JobKind.VERIFY: VERIFICATION,
    JobKind.VERIFY_FIRST: VERIFICATION,
    JobKind.INITIALISE: (
        StepName.INTEGRATE_PUSHED,
        StepName.EMPTY_QUEUE,
        StepName.QUEUE_RECORDS,
    ),
    JobKind.MOVE_STORE: (
        StepName.OLD_SITE_IS_DONE,
        StepName.MOVE,
        StepName.QUEUE_RECORDS,
    ),
    # In the order of protocol 6.
    JobKind.SYNC: (
        StepName.PREPARE,
        StepName.PUSH_V6,
        StepName.PUSH,
        StepName.PULL_CENTRAL,
        StepName.PULL_REMOTE,
        StepName.PULL_V6,
        StepName.INTEGRATE,
    ),
}


class QueuedAction(models.TextChoices):
    """What a site does with a record that it pulls; the values are the wire's (protocol 3)."""

    UPDATE = "update", "Update"
    DELETE = "delete", "Delete"


class ChannelKind(models.TextChoices):
    """How an alert reaches people."""

    EMAIL = "email", "E-mail"
    WEBHOOK = "webhook", "Webhook"


class DeliveryStatus(models.TextChoices):
    """Where the delivery of an alert stands."""

    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"


class PatientSearchKind(models.TextChoices):
    """What a site asked about patients."""

    SEARCH = "search", "Search"
    JOIN = "join", "Made visible"


class AlertState(models.TextChoices):
    """What people are told that a site is; the values are in the messages to webhooks."""

    OK = Health.OK.value, "OK"
    LATE = Health.LATE.value, "Late"
    DOWN = Health.DOWN.value, "Down"
    FAILING = Health.FAILING.value, "Failing"
    UNSTEADY = "unsteady", "Up and down"
    TWO_DEVICES = "two_devices", "Two devices"

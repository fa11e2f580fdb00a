"""The tables of jobs, records and queues."""

from syncjobs.models.job import SyncJob as SyncJob
from syncjobs.models.queue import PushedBatch as PushedBatch
from syncjobs.models.queue import QueuedRecord as QueuedRecord
from syncjobs.models.queue import SetAsideRecord as SetAsideRecord
from syncjobs.models.queue import SiteQueue as SiteQueue
from syncjobs.models.record import CentralLog as CentralLog
from syncjobs.models.record import Record as Record
from syncjobs.models.step import SyncStep as SyncStep
from syncjobs.models.store_move import StoreMove as StoreMove

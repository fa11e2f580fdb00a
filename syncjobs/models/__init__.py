"""The tables of jobs."""

from syncjobs.models.job import SyncJob as SyncJob
from syncjobs.models.step import SyncStep as SyncStep

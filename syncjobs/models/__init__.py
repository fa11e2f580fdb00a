"""The tables of jobs, records and queues."""

from syncjobs.models.alert import AlertChannel as AlertChannel
from syncjobs.models.alert import AlertDelivery as AlertDelivery
from syncjobs.models.alert import AlertedHealth as AlertedHealth
from syncjobs.models.alert import AlertedTwoDevices as AlertedTwoDevices
from syncjobs.models.alert import AlertPause as AlertPause
from syncjobs.models.alert import AlertWatch as AlertWatch
from syncjobs.models.alert import HealthTurns as HealthTurns
from syncjobs.models.alert import UnsettledHealth as UnsettledHealth
from syncjobs.models.fleet_hour import FleetHour as FleetHour
from syncjobs.models.job import SyncJob as SyncJob
from syncjobs.models.job_line import JobLine as JobLine
from syncjobs.models.one_time_login import OneTimeLogin as OneTimeLogin
from syncjobs.models.patient import Patient as Patient
from syncjobs.models.patient import PatientPolicy as PatientPolicy
from syncjobs.models.patient import PatientSearch as PatientSearch
from syncjobs.models.queue import PushedBatch as PushedBatch
from syncjobs.models.queue import QueuedRecord as QueuedRecord
from syncjobs.models.queue import SetAsideRecord as SetAsideRecord
from syncjobs.models.queue import SiteQueue as SiteQueue
from syncjobs.models.record import CentralLog as CentralLog
from syncjobs.models.record import Record as Record
from syncjobs.models.schedule import Schedule as Schedule
from syncjobs.models.site_cursor import SiteCursor as SiteCursor
from syncjobs.models.site_run import SiteRun as SiteRun
from syncjobs.models.step import SyncStep as SyncStep
from syncjobs.models.store_move import StoreMove as StoreMove

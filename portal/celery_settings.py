"""The settings of Celery, which rings for work that the database knows of."""

from typing import Final

from celery.schedules import crontab
from django.conf import settings
from kombu import Queue

from portal.embedded import valkey
from portal.environment import env

SWEEP_SECONDS: Final[int] = env("JOB_SWEEP_SECONDS")

broker_url = valkey.broker_url(settings.REDIS_URL, settings.DATA_DIR)
broker_connection_retry_on_startup = True
broker_transport_options = {
    # Longer than any task: a task that outlives it would run twice at once.
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "socket_connect_timeout": 5,
    # Longer than the second for which a worker asks for messages; else a broker that hangs would
    # hold up whoever queues a job for ever.
    "socket_timeout": 3,
    "health_check_interval": 25,
    "global_keyprefix": "portal:",
    # Whoever rings while the broker is away is told at once; kombu would try for six seconds.
    "max_retries": 0,
}
task_acks_late = True
task_reject_on_worker_lost = True
task_ignore_result = True
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False

task_default_queue = "jobs"
task_queues = (Queue("jobs"), Queue("ticks"), Queue("pushes"), Queue("syncs"))
task_routes = {
    # The schedule's ticks never wait behind many slow jobs; a worker takes from both in turn.
    "syncjobs.sweep": {"queue": "ticks"},
    "syncjobs.prune": {"queue": "ticks"},
    # Nor do alerts, which are few, and of use while the jobs are many.
    "syncjobs.deliver_alert": {"queue": "ticks"},
    # Sites wait for the integration of their pushes.
    "syncjobs.integrate": {"queue": "pushes"},
    # Syncs are watched at their sites for minutes each.
    "syncjobs.run_sync": {"queue": "syncs"},
}
# A doorbell that cannot be rung at once is rung by the sweep; nobody waits for it.
task_publish_retry = False

timezone = "UTC"
beat_schedule = {
    "sweep": {
        "task": "syncjobs.sweep",
        "schedule": SWEEP_SECONDS,
        # A tick that nobody heard for a minute is worthless: a later one does the same.
        "options": {"expires": max(60, SWEEP_SECONDS)},
    },
    "prune": {"task": "syncjobs.prune", "schedule": crontab(hour=3, minute=17)},
}

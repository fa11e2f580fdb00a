"""On which machine, and with which programs, the figures were measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from django.db import connection

from benchmarks.calls import SITES
from benchmarks.register import STORES_PER_SITE
from portal.environment import env
from tests.support.process_table import read_process

PACKAGES = ("Django", "djangorestframework", "psycopg", "granian")
DATABASE_SETTINGS = ("fsync", "synchronous_commit", "shared_buffers")


def describe_machine() -> list[str]:
    """Lines about the machine, the programs and the register."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    database = ", ".join(f"{name} {_setting(name)}" for name in DATABASE_SETTINGS)
    load = " ".join(f"{average:.2f}" for average in os.getloadavg())
    return [
        f"- {os.cpu_count()} cores ({_processor()}), {_memory_gib():.0f} GiB",
        "- the load, the database and the web server share them",
        f"- {platform.system()}, Python {platform.python_version()}, {packages}",
        f"- PostgreSQL {_setting('server_version')}: {database}",
        f"- web server: {env('WEB_PROCESSES')} processes with {env('WEB_THREADS')} threads",
        f"- register: {SITES:,} sites with {STORES_PER_SITE} stores each",
        f"- load average of this machine before the start: {load}",
    ]


def postmaster() -> int | None:
    """The process id of the PostgreSQL server, when it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = read_process(cursor.fetchone()[0])
    return backend.parent if backend and backend.command.startswith("postgres") else None


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        value: str = cursor.fetchone()[0]
        return value


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30

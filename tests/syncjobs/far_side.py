"""Sites, jobs and servers on the far side, as the tests of jobs need them."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from sites.central_server import tick_central_server
from sites.models import Site
from sites.registration import SiteDetails, register_site
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.jobs import runner
from syncjobs.models import SyncJob

PASSWORD = "a-pass phrase of 5 words"


def a_site(name: str = "District 12", store: str = "D12") -> Site:
    """A site with one store."""
    return register_site(SiteDetails(name), PASSWORD, [store])


def a_central(url: str = "http://central.example.org", name: str = "Central") -> Site:
    """The site that is the Open mSupply central server, with a store of its own."""
    site = register_site(SiteDetails(name), PASSWORD, ["CENTRAL"])
    tick_central_server(site, url)
    return site


def a_job(site: Site, **values: Any) -> SyncJob:
    """A verification of `site` that nobody was rung for; due unless `values` say otherwise."""
    columns = {"trigger": JobTrigger.ADMINISTRATOR, "not_before": timezone.now()} | values
    return SyncJob.objects.create(site=site, kind=JobKind.VERIFY, **columns)


def set_created_at(job: SyncJob, moment: datetime) -> None:
    """Makes `job` as old as if it had been queued at `moment`."""
    SyncJob.objects.filter(pk=job.pk).update(created_at=moment)


def run(job: SyncJob) -> SyncJob:
    """Runs the job here and now, as a worker would; the job as it stands afterwards."""
    runner.run_job(job.pk)
    return fresh(job)


def fresh(job: SyncJob) -> SyncJob:
    """The job as it stands in the database."""
    return SyncJob.objects.get(pk=job.pk)


def steps_of(job: SyncJob) -> list[tuple[str, str]]:
    """Names and verdicts of the steps of the last try, in order."""
    steps = job.steps.filter(attempt=fresh(job).attempt)
    return list(steps.values_list("name", "verdict"))


def at_the_same_moment(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Calls each in a thread with a database connection of its own; results or errors, in order."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def call(position: int) -> None:
        try:
            barrier.wait(10)
            results[position] = calls[position]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def self_signed(folder: Path) -> ssl.SSLContext:
    """A TLS context with a certificate that nobody trusts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate of this test, is not installed.")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - no outer text in it
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context

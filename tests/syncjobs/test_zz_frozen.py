import os, signal, time
import pytest
from syncjobs.doorbell import ring
from tests.syncjobs.far_side import a_job, a_site, fresh
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("warm", [0, 1])
def test_frozen(valkey, warm):
    job = a_job(a_site())
    if warm: ring([job.pk])
    os.kill(valkey.pid, signal.SIGSTOP)
    t=time.time()
    try:
        ring([job.pk])
    finally:
        print("SECONDS", time.time()-t, fresh(job).rung_at)
        os.kill(valkey.pid, signal.SIGCONT)
@pytest.mark.django_db(transaction=True)
def test_ping(valkey):
    from syncjobs.worker_state import worker_state, forget_worker_state
    forget_worker_state()
    os.kill(valkey.pid, signal.SIGSTOP)
    t=time.time()
    try:
        print(worker_state())
    finally:
        print("SECONDS ping", time.time()-t)
        os.kill(valkey.pid, signal.SIGCONT)

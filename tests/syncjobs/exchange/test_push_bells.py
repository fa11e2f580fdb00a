"""One bell serves many pushes, and none is missed."""

import threading
from collections.abc import Callable

import pytest
from redis import Redis

from syncjobs import doorbell
from syncjobs.exchange import gathering
from syncjobs.exchange.gathering import integrate_gathered_pushes
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import PushedBatch
from tests.support.servers import ValkeyServer
from tests.syncjobs.exchange.wire import Remote, a_remote, stored, update

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "_push_bell", (0, float("-inf")))
    monkeypatch.setattr(doorbell, "PUSH_BELL_SECONDS", 60.0)
    monkeypatch.setattr(gathering, "GATHER_SECONDS", 0.0)


def bells(valkey: ValkeyServer) -> int:
    broker = Redis(unix_socket_path=valkey.url.removeprefix("redis+socket://"))
    return int(broker.llen("portal:pushes"))


def push(site: Remote, record_id: str = "loc-1") -> None:
    site.post_entries(update("Location", {"ID": record_id, "store_ID": site.store.pk}))


def test_a_bell_that_is_not_answered_yet_serves_the_next_push(valkey: ValkeyServer) -> None:
    one, two = a_remote("One"), a_remote("Two")
    push(one)
    push(two)
    assert bells(valkey) == 1


def test_an_idle_site_rings_for_nothing(valkey: ValkeyServer) -> None:
    a_remote().post_entries()
    assert bells(valkey) == 0


def test_the_next_push_rings_again_when_the_first_is_integrated(valkey: ValkeyServer) -> None:
    one, two = a_remote("One"), a_remote("Two")
    push(one)
    integrate_complete_pushes()
    push(two)
    assert bells(valkey) == 2


def test_a_lost_bell_is_made_good_a_moment_later(
    valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = a_remote("One"), a_remote("Two")
    push(one)
    valkey.empty()
    monkeypatch.setattr(doorbell, "PUSH_BELL_SECONDS", 0.0)
    push(two)
    assert bells(valkey) == 1


def test_a_bell_that_could_not_be_rung_serves_nobody(valkey: ValkeyServer) -> None:
    one, two = a_remote("One"), a_remote("Two")
    valkey.stop()
    push(one)
    valkey.start()
    push(two)
    assert bells(valkey) == 1


def test_who_comes_while_another_integrates_leaves_it_to_that_one() -> None:
    site = a_remote()
    push(site)
    with gathering._turn:
        integrate_gathered_pushes()
    assert PushedBatch.objects.count() == 1
    integrate_gathered_pushes()
    assert stored("Location", "loc-1") is not None


def test_a_push_at_the_very_end_of_a_turn_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = a_remote("One"), a_remote("Two")
    pushes: list[Callable[[], None]] = [lambda: push(two, "loc-2")]

    def integrate_and_be_late() -> int:
        count = integrate_complete_pushes()
        if pushes:
            pushes.pop()()
            # Its bell is heard by another thread, which finds the turn taken.
            other = threading.Thread(target=integrate_gathered_pushes)
            other.start()
            other.join()
        return count

    monkeypatch.setattr(gathering, "integrate_complete_pushes", integrate_and_be_late)
    push(one)
    integrate_gathered_pushes()
    assert not PushedBatch.objects.exists()
    assert stored("Location", "loc-2") is not None


def test_a_turn_ends_with_a_defect_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(gathering, "integrate_complete_pushes", fail)
        with pytest.raises(RuntimeError):
            integrate_gathered_pushes()
    push(a_remote())
    integrate_gathered_pushes()
    assert not PushedBatch.objects.exists()

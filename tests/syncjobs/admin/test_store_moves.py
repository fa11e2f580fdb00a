"""Moves of stores: where they stand, and ending the waiting."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sites.models import Site, Store
from syncjobs.exchange.moving import request_move
from syncjobs.jobs import runner
from syncjobs.models import PushedBatch, SiteQueue, StoreMove, SyncJob
from tests.portal.forms import messages_of, text_of
from tests.sites.registered import bare, registered
from tests.syncjobs.admin.records import queries_of

MOVES = "/admin/syncjobs/storemove/"
REASON = {"reason": "The machine was stolen"}


def page_of(move: StoreMove, act: str = "change") -> str:
    """The page of the move, or of one of its acts."""
    return f"{MOVES}{move.pk}/{act}/"


def a_move(name: str = "Lakeside", /, *, pushed: int = 0, queued: int = 0) -> StoreMove:
    """A move away from a site that has so much left to send and to get."""
    site, new = registered(name), bare(f"New home of {name}")
    for _ in range(pushed):
        PushedBatch.objects.create(site=site, record_count=1, body='{"data": []}')
    SiteQueue.objects.create(site=site, length=queued)
    return request_move(site.stores.get(), new)


def set_times(move: StoreMove, *columns: str) -> StoreMove:
    """Brings the move into a later state."""
    StoreMove.objects.filter(pk=move.pk).update(**dict.fromkeys(columns, timezone.now()))
    return move


def listed(client: Client, query: str = "") -> list[int]:
    """The ids of the moves in the list, in their order."""
    response = client.get(MOVES + query)
    assert response.status_code == 200, response.headers.get("Location")
    return [move.pk for move in response.context["cl"].result_list]


def refreshed(move: StoreMove) -> StoreMove:
    return StoreMove.objects.get(pk=move.pk)


def send(client: Client, move: StoreMove, act: str, data: dict[str, str] | None = None) -> Any:
    return client.post(page_of(move, act), data or {}, follow=True)


@pytest.mark.parametrize(
    ("left", "times", "word", "sentence"),
    [
        (
            {"pushed": 2, "queued": 7},
            (),
            "Waits for Lakeside",
            "2 pushed batches that are not integrated and 7 records to pull.",
        ),
        ({}, (), "Moving", "Its job makes the store active on New home of Lakeside"),
        ({"queued": 7}, ("moved_at",), "Moving", "its records are being queued for it."),
        ({}, ("moved_at", "finished_at"), "Moved", "and its records are queued for it."),
        ({"queued": 7}, ("cancelled_at",), "Cancelled", "the store stays where it is."),
    ],
)
def test_it_says_where_a_move_stands(
    administrator: Client, left: dict[str, int], times: tuple[str, ...], word: str, sentence: str
) -> None:
    move = set_times(a_move(**left), *times)
    assert f">{word}</span>" in administrator.get(MOVES).content.decode()
    page = text_of(administrator.get(page_of(move)))
    assert word in page
    assert sentence in page


def test_it_leads_to_store_sites_and_job(administrator: Client) -> None:
    move = a_move()
    page = administrator.get(page_of(move)).content.decode()
    job = SyncJob.objects.get(kind="move_store")
    assert f'href="/admin/sites/store/{move.store_id}/change/"' in page
    assert f'href="/admin/sites/site/{move.from_site_id}/change/"' in page
    assert f'href="/admin/sites/site/{move.to_site_id}/change/"' in page
    assert f'<a href="/admin/syncjobs/syncjob/{job.pk}/change/">Job #{job.pk}: Waiting</a>' in page


def test_it_shows_a_move_from_no_site(administrator: Client) -> None:
    move = request_move(Store.objects.create(code="FREE"), bare("New home"))
    assert "No site" in text_of(administrator.get(page_of(move)))
    assert "Moving" in text_of(administrator.get(MOVES))


@pytest.mark.parametrize("state", ["waits", "moving", "moved", "cancelled"])
def test_it_filters(administrator: Client, state: str) -> None:
    moves = {
        "waits": a_move("First", queued=1),
        "moving": set_times(a_move("Second"), "moved_at"),
        "moved": set_times(a_move("Third"), "moved_at", "finished_at"),
        "cancelled": set_times(a_move("Fourth"), "cancelled_at"),
    }
    assert listed(administrator) == [move.pk for move in reversed(moves.values())]
    assert listed(administrator, f"?state={state}") == [moves[state].pk]


@pytest.mark.parametrize("text", ["store of far", "Far away", "home of far"])
def test_it_finds(administrator: Client, text: str) -> None:
    a_move("Near")
    wanted = a_move("Far away")
    assert listed(administrator, f"?q={text}") == [wanted.pk]


def test_it_costs_the_same_however_many_wait(administrator: Client) -> None:
    a_move("First", pushed=1)
    queries_of(administrator, MOVES)
    few = len(queries_of(administrator, MOVES))
    for number in range(20):
        a_move(f"Post {number}", pushed=number % 2, queued=number)
    assert len(queries_of(administrator, MOVES)) == few <= 12


def test_it_forces_a_move_with_a_reason(administrator: Client) -> None:
    move = a_move(pushed=1)
    page = text_of(administrator.get(page_of(move, "force")))
    assert "What Lakeside has not pushed by then is set aside when it comes" in page
    assert messages_of(send(administrator, move, "force", REASON)) == ["The move goes ahead."]
    assert (refreshed(move).is_forced, refreshed(move).reason) == (True, REASON["reason"])
    assert str(refreshed(move).requested_by) == "Alice"
    runner.run_job(SyncJob.objects.get(kind="move_store").pk)
    assert Store.objects.get(pk=move.store_id).site_id == move.to_site_id
    assert "Yes: The machine was stolen" in text_of(administrator.get(page_of(move)))


def test_it_needs_a_reason_to_force(administrator: Client) -> None:
    move = a_move(pushed=1)
    page = send(administrator, move, "force", {"reason": " "})
    assert "This field is required." in text_of(page)
    assert not refreshed(move).is_forced


def test_it_cancels_a_move_that_waits(administrator: Client) -> None:
    move = a_move(pushed=1)
    page = text_of(administrator.get(page_of(move, "cancel")))
    assert "stays on Lakeside. Nothing was changed yet." in page
    assert refreshed(move).cancelled_at is None
    assert messages_of(send(administrator, move, "cancel")) == ["The move is cancelled."]
    assert refreshed(move).cancelled_at is not None


@pytest.mark.parametrize(
    ("act", "sentence"), [("force", "does not wait any more"), ("cancel", "cannot be cancelled")]
)
def test_it_says_that_a_move_is_over(administrator: Client, act: str, sentence: str) -> None:
    move = set_times(a_move(), "moved_at")
    assert sentence in messages_of(send(administrator, move, act, REASON))[0]
    page = administrator.get(page_of(move)).content.decode()
    assert not any(f"../{each}/" in page for each in ("force", "cancel"))
    response = administrator.get(page_of(move, act), follow=True)
    assert messages_of(response) == ["This move does not wait any more."]
    assert response.request["PATH_INFO"] == page_of(move)


def test_it_knows_no_move_that_is_not_there(administrator: Client) -> None:
    for act in ("force", "cancel"):
        assert administrator.get(f"{MOVES}4711/{act}/").status_code == 404


def test_it_escapes_names(administrator: Client) -> None:
    move = a_move("<b>evil</b>", queued=1)
    Site.objects.filter(pk=move.to_site_id).update(name="<i>evil</i>")
    for path in (MOVES, page_of(move), page_of(move, "force")):
        page = administrator.get(path).content.decode()
        assert "<b>evil" not in page
        assert "<i>evil" not in page

"""Who may look at records and what lies between the sites, and who may decide about it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from sites.models import Site, Store
from syncjobs.models import PushedBatch, QueuedRecord, Record, SetAsideRecord, StoreMove, SyncJob
from tests.sites.registered import bare, registered
from tests.support.people import ADMINISTRATORS, VIEWERS, restore_roles
from tests.syncjobs.admin.records import a_record
from tests.syncjobs.admin.set_asides import set_aside_row

LISTS = [f"/admin/syncjobs/{name}/" for name in ("record", "setasiderecord", "pushedbatch")]
MOVES = "/admin/syncjobs/storemove/"
NEW_MODELS = {"record", "setasiderecord", "storemove", "pushedbatch"}


@pytest.fixture
def site(db: None) -> Site:
    """A site that has pushed a batch."""
    site = registered()
    PushedBatch.objects.create(site=site, record_count=1, body='{"data": []}')
    return site


@pytest.fixture
def row(site: Site) -> SetAsideRecord:
    """What was set aside of the site."""
    return set_aside_row(site)


@pytest.fixture
def move(site: Site) -> StoreMove:
    """A move that waits for the site."""
    return StoreMove.objects.create(
        store=site.stores.get(), from_site=site, to_site=bare("New home")
    )


def looked_at(row: SetAsideRecord, move: StoreMove) -> list[str]:
    """Every page that only shows."""
    record = a_record("unit", f"u-{timezone.now().timestamp()}")
    batch = PushedBatch.objects.get()
    rows = (record, row, batch)
    pages = [f"{path}{each.pk}/change/" for path, each in zip(LISTS, rows, strict=True)]
    return [*LISTS, MOVES, *pages, f"{MOVES}{move.pk}/change/"]


def changing(row: SetAsideRecord, move: StoreMove) -> list[str]:
    """Every address that changes something on POST."""
    return [
        f"{LISTS[1]}{row.pk}/try-again/",
        f"{LISTS[1]}{row.pk}/discard/",
        f"{MOVES}{move.pk}/force/",
        f"{MOVES}{move.pk}/cancel/",
    ]


def editing(row: SetAsideRecord, move: StoreMove) -> list[str]:
    """Every address that edits by hand, which nobody may."""
    pages = [page for page in looked_at(row, move) if page.endswith("/change/")]
    deletes = [page.replace("/change/", "/delete/") for page in pages]
    return [*pages, *deletes, *(f"{path}add/" for path in (*LISTS, MOVES))]


def everything() -> list[Any]:
    """All rows that a person could change here."""
    models: list[Any] = [Site, Store, Record, QueuedRecord, SetAsideRecord, PushedBatch]
    return [list(model.objects.order_by("pk").values()) for model in (*models, StoreMove, SyncJob)]


def rights_of(role: str) -> set[str]:
    """The codenames of the rights that the role has on the tables of records."""
    restore_roles()
    rights = Group.objects.get(name=role).permissions
    of_records = rights.filter(
        content_type__app_label="syncjobs", content_type__model__in=NEW_MODELS
    )
    return set(of_records.values_list("codename", flat=True))


def test_it_lets_both_roles_look_and_administrators_decide(db: None) -> None:
    looks = {f"view_{model}" for model in NEW_MODELS}
    assert rights_of(VIEWERS) == looks
    assert rights_of(ADMINISTRATORS) == looks | {"change_setasiderecord", "change_storemove"}


@pytest.mark.parametrize("who", ["viewer", "administrator"])
def test_it_shows_both_everything(
    request: pytest.FixtureRequest, who: str, row: SetAsideRecord, move: StoreMove
) -> None:
    client: Client = request.getfixturevalue(who)
    answers = {path: client.get(path).status_code for path in looked_at(row, move)}
    assert {path for path, status in answers.items() if status != 200} == set()


def test_it_lets_viewers_decide_nothing(
    viewer: Client, row: SetAsideRecord, move: StoreMove
) -> None:
    paths, before = changing(row, move), everything()
    answers = {path: viewer.post(path, {"reason": "Mine"}).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 403)
    for action in ("try_again", "discard", "delete_selected"):
        data = {"action": action, "_selected_action": [str(row.pk)], "reason": "x", "post": "yes"}
        viewer.post(LISTS[1], data)
    assert everything() == before


def test_it_offers_viewers_no_act(viewer: Client, row: SetAsideRecord, move: StoreMove) -> None:
    for path in looked_at(row, move):
        page = viewer.get(path).content.decode()
        for act in ("try-again", "try_again", "discard/", "../force/", "../cancel/"):
            assert act not in page, path


@pytest.mark.parametrize("who", ["viewer", "administrator"])
def test_it_lets_nobody_edit_by_hand(
    request: pytest.FixtureRequest, who: str, row: SetAsideRecord, move: StoreMove
) -> None:
    client: Client = request.getfixturevalue(who)
    paths, before = editing(row, move), everything()
    answers = {path: client.post(path, {"post": "yes"}).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 403)
    assert everything() == before


def test_it_changes_nothing_when_pages_are_opened(
    administrator: Client, row: SetAsideRecord, move: StoreMove
) -> None:
    paths, before = looked_at(row, move) + changing(row, move), everything()
    for path in paths:
        administrator.get(path)
    assert everything() == before


def test_it_refuses_to_try_again_by_get(administrator: Client, row: SetAsideRecord) -> None:
    assert administrator.get(f"{LISTS[1]}{row.pk}/try-again/").status_code == 405


def test_it_sends_strangers_to_the_sign_in(
    client: Client, row: SetAsideRecord, move: StoreMove
) -> None:
    paths, before = looked_at(row, move) + changing(row, move), everything()
    for path in paths:
        for response in (client.get(path), client.post(path, {"reason": "x"})):
            assert response.status_code == 302, path
            assert response.headers["Location"].startswith("/admin/login/?next=/admin/")
    assert everything() == before


def test_it_refuses_people_without_a_role(
    client: Client, row: SetAsideRecord, move: StoreMove
) -> None:
    client.force_login(User.objects.create(username="Nobody", is_staff=True))
    for path in looked_at(row, move):
        assert client.get(path).status_code == 403, path
    for path in changing(row, move):
        assert client.post(path, {"reason": "x"}).status_code == 403, path


def test_it_needs_the_token_of_the_form(row: SetAsideRecord, move: StoreMove) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create(username="Alice", is_staff=True, is_superuser=True))
    for path in changing(row, move):
        assert client.post(path, {"reason": "Forged"}).status_code == 403

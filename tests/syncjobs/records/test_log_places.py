"""The central log comes behind the one of an old server."""

import pytest

from sites.errors import RegisterError
from syncjobs.models import CentralLog, Record
from syncjobs.records.log_places import HIGHEST_CURSOR, put_log_behind
from tests.syncjobs.exchange.wire import a_remote
from tests.syncjobs.records.imports import imported, unit

pytestmark = pytest.mark.django_db
OLD_MAX = 1_204_233


def central_ids() -> list[str]:
    records = Record.objects.filter(central_cursor__isnull=False).order_by("central_cursor")
    return list(records.values_list("record_id", flat=True))


def test_a_site_with_a_cursor_of_the_old_server_gets_all_central_data_once() -> None:
    remote = a_remote()
    imported({"unit": [unit(f"u-{number}") for number in range(5)]})
    before = central_ids()
    assert remote.pull_central(OLD_MAX) == []
    assert put_log_behind(OLD_MAX) == len(before)
    assert central_ids() == before
    pulled = remote.pull_central(OLD_MAX)
    assert [entry["recordId"] for entry in pulled] == before
    assert [entry["recordId"] for entry in remote.pull_central(0)] == before
    assert remote.pull_central(pulled[-1]["ID"]) == []
    imported({"unit": [unit("u-9")]})
    assert [entry["recordId"] for entry in remote.pull_central(pulled[-1]["ID"])] == ["u-9"]


def test_a_log_that_is_behind_already_stays() -> None:
    put_log_behind(OLD_MAX)
    last = CentralLog.objects.get().last_cursor
    assert put_log_behind(OLD_MAX) == 0
    assert CentralLog.objects.get().last_cursor == last


def test_a_log_that_is_longer_than_the_old_one_comes_behind_it_too() -> None:
    before = central_ids()
    assert put_log_behind(2) == len(before)
    assert central_ids() == before
    assert min(Record.objects.exclude(central_cursor=None).values_list("central_cursor")) > (2,)


def test_a_cursor_beyond_what_sites_can_count_is_refused() -> None:
    with pytest.raises(RegisterError, match="no room"):
        put_log_behind(HIGHEST_CURSOR)

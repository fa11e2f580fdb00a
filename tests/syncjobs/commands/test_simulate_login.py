"""`manage.py simulate_login`."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.syncjobs.simulation.login_replies import access, success
from tests.syncjobs.simulation.stand_in import Answer, StandIn, says, says_text
from tests.syncjobs.simulation.world import OWN_STORE, publish_world

pytestmark = pytest.mark.any_database


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn() as server:
        publish_world(server)
        yield server


@pytest.fixture
def database(server: StandIn, tmp_path: Path) -> str:
    """The database of a site that has synced."""
    path = str(tmp_path / "site.sqlite3")
    password = ("--password", "a-pass phrase of 5 words")
    arguments = ("District 12", *password, "--url", server.url, "--database", path)
    call_command("simulate_site", *arguments, stdout=StringIO())
    return path


def simulated(server: StandIn, database: str, answer: Answer, *more: str) -> tuple[int, str]:
    """Exit status and output of the command."""
    server.faults["POST login"] = [answer]
    output = StringIO()
    where = ("--url", server.url, "--database", database)
    try:
        call_command("simulate_login", "District 12", "Amina", *where, *more, stdout=output)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue()
    return 0, output.getvalue()


def test_it_prints_where_the_user_may_do_what(server: StandIn, database: str) -> None:
    answer = says(success(access(OWN_STORE, permissions=[True])))
    status, output = simulated(server, database, answer, "--user-password", "lamp")
    assert (status, output) == (0, "Amina is let in.\n  Store STORE-OWN: permissions 1\n")


def test_it_prints_what_a_user_would_see(server: StandIn, database: str) -> None:
    status, output = simulated(server, database, says_text("", 401), "--user-password", "lamp")
    assert status == 1
    assert output.startswith("Refused with InvalidCredentials.")


def test_it_asks_for_the_password(
    server: StandIn, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "syncjobs.management.commands.simulate_login.getpass", lambda asked: f"typed at {asked}"
    )
    simulated(server, database, says(success()))
    assert server.asked[-1].body["password"] == "typed at Password of Amina: "


def test_it_needs_a_site_that_has_synced(server: StandIn, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Sync the site first"):
        simulated(server, str(tmp_path / "none"), says(success()), "--user-password", "x")
    (tmp_path / "text").write_text("no database, but some words of text" * 100)
    with pytest.raises(CommandError, match="cannot be used"):
        simulated(server, str(tmp_path / "text"), says(success()), "--user-password", "x")

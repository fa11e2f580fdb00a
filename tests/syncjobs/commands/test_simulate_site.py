from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.portal.management import manage
from tests.support.ports import free_port
from tests.syncjobs.simulation.stand_in import StandIn, refuses, says
from tests.syncjobs.simulation.test_patients import ADA
from tests.syncjobs.simulation.world import location, publish_world

pytestmark = pytest.mark.any_database

PASSWORD = "a-pass phrase of 5 words"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn() as server:
        publish_world(server)
        yield server


def simulated(server: StandIn, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    output, errors = StringIO(), StringIO()
    who = ("District 12", "--password", PASSWORD, "--url", server.url)
    try:
        call_command("simulate_site", *who, *arguments, stdout=output, stderr=errors)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue(), errors.getvalue()
    return 0, output.getvalue(), errors.getvalue()


def test_it_prints_the_steps_of_a_sync(server: StandIn) -> None:
    server.enqueue("Location", location("l-1"))
    status, output, errors = simulated(server, "--memory")
    assert (status, errors) == (0, "")
    assert "      ok  Prepare\n      ok  Push V6\n      ok  Push\n" in output
    assert "      ok  Pull central  5 / 5\n      ok  Pull remote   1 / 1\n" in output
    assert "Pulled from the central log: 5 (item 1, name 2, store 2)." in output
    assert "Integrated 6 records and ignored 0." in output
    assert "Note: V6 is left out" in output
    assert "Succeeded after" in output


def test_it_initialises_before_it_writes(server: StandIn) -> None:
    status, output, _ = simulated(
        server, "--memory", "--location", "A", "--requisition-to", "STORE-PARTNER"
    )
    assert status == 0
    assert "the site has to be initialised" in output
    assert "Pushed: 3 (Location 1, requisition 1, requisition_line 1)." in output
    assert server.routes().count("POST initialise") == 1


def test_it_keeps_a_database_for_each_site(server: StandIn) -> None:
    path = settings.DATA_DIR / "simulated-sites" / "District 12.sqlite3"
    for arguments, count in ((("--fresh",), 1), (("--location", "A"), 1), (("--fresh",), 2)):
        assert simulated(server, *arguments)[0] == 0
        assert path.exists()
        assert server.routes().count("POST initialise") == count


def test_it_refuses_a_database_that_is_none(server: StandIn, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database, but some words of text" * 100)
    for path in (tmp_path, tmp_path / "text", tmp_path / "text" / "site.sqlite3"):
        with pytest.raises(CommandError, match=r"cannot be used: .* Name another file"):
            simulated(server, "--database", str(path))


@pytest.mark.parametrize(
    "arguments", [("--times", "0"), ("--times", "-1"), ("--every", "-1"), ("--every", "nan")]
)
def test_it_refuses_figures_that_mean_nothing(server: StandIn, arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=r"is no (whole number|number of seconds)"):
        simulated(server, "--memory", *arguments)
    assert server.routes() == []


def test_it_syncs_as_often_as_it_is_told(server: StandIn, tmp_path: Path) -> None:
    database = str(tmp_path / "site.sqlite3")
    status, output, _ = simulated(server, "--database", database, "--times", "2", "--every", "0.1")
    assert status == 0
    assert output.count("Succeeded after") == 2
    assert (tmp_path / "site.sqlite3").exists()


def test_it_prints_why_a_sync_failed(server: StandIn) -> None:
    server.faults["GET central_records"] = [
        refuses("site_has_no_store", 403, "This site has no active store.")
    ]
    status, output, errors = simulated(server, "--memory", "--times", "3")
    assert status == 1
    assert "  FAILED  Pull central" in output
    assert "Failed with site_has_no_store. A site shows: Site has no store" in errors
    assert "This site has no active store." in errors
    assert "Assign an active store to the site in the portal." in errors
    assert server.routes().count("GET central_records") == 1


def test_it_goes_on_after_a_failure_when_it_syncs_by_a_timer(server: StandIn) -> None:
    server.faults["GET central_records"] = [refuses("site_has_no_store")]
    status, output, _ = simulated(server, "--memory", "--times", "2", "--every", "0")
    assert status == 0
    assert output.count("Succeeded after") == 1


def test_it_prints_what_it_wrote_off(server: StandIn) -> None:
    for number in range(12):
        server.enqueue("Location", location(f"l-{number}", store_ID="nowhere"))
    _, output, _ = simulated(server, "--memory")
    assert "Written off, until they are sent again: 12 records." in output
    assert "Location l-0: `store_ID` refers to an unknown store: nowhere" in output
    assert "    and 2 more" in output


def test_it_knows_no_other_partners(server: StandIn) -> None:
    with pytest.raises(CommandError, match="knows no store NOWHERE"):
        simulated(server, "--memory", "--shipment-to", "NOWHERE")


def test_it_does_not_write_when_it_cannot_be_initialised(server: StandIn) -> None:
    server.faults["GET site"] = [refuses("site_incorrect_password")]
    status, _, errors = simulated(server, "--memory", "--location", "A")
    assert status == 1
    assert "Failed with site_incorrect_password. A site shows: Incorrect password" in errors


def test_it_tells_a_shell_that_a_sync_failed() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    ended = manage("simulate_site", "X", "--password", "p", "--url", url, "--memory")
    assert ended.returncode == 1
    assert "Failed with CONNECTION_ERROR. A site shows: Unable to connect" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_looks_up_patients_and_joins_them(server: StandIn) -> None:
    join = {"ID": "nsj-9", "name_ID": "p-7", "store_ID": "s", "inactive": False}
    server.faults = {"GET patient": [says([ADA])], "POST name_store_join": [says(join)]}
    searching = ("--find-patient", "last_name=@oko@", "--find-patient", "dob=1990-05-01")
    status, output, _ = simulated(server, "--memory", *searching, "--join-patient", "p-7")
    assert status == 0
    assert "Found 1 patients at the server:" in output
    assert "  p-7  Okoro, Ada (P0007), born 1990-05-01" in output
    assert "The patient p-7 is visible to the store now." in output
    paths = [asked.path for asked in server.asked if asked.route == "GET patient"]
    assert paths == ["/api/v4/patient?last_name=%40oko%40&dob=1990-05-01"]


def test_it_enters_patients(server: StandIn) -> None:
    status, output, _ = simulated(server, "--memory", "--patient", "Ada King")
    assert status == 0
    assert "Pushed: 3 (name 1, name_store_join 1, om_document 1)." in output


def test_it_says_why_no_patient_was_looked_up(server: StandIn) -> None:
    server.faults["GET patient"] = [refuses("site_refused")]
    with pytest.raises(CommandError, match="site_refused"):
        simulated(server, "--memory", "--find-patient", "code=1")
    with pytest.raises(CommandError, match="last_name=@king@"):
        simulated(server, "--memory", "--find-patient", "king")

"""A country moves over: the commands of docs/moving-over.md, and a site that notices nothing."""

import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.environment import BASE_DIR
from sites.credentials import client_secret, verify_secret
from sites.imported_passwords import is_imported
from sites.models import Site
from tests.sites.calls import PASSWORD, Caller, ask, error_of
from tests.syncjobs.exchange.wire import Remote
from tests.syncjobs.register_files.old_server import MAX_CURSOR, OLD_ID, a_site, a_store, as_csv

pytestmark = pytest.mark.django_db
GUIDE = (BASE_DIR / "docs" / "moving-over.md").read_text()
COMMANDS = re.findall(r"^manage\.py (.+)$", GUIDE, re.MULTILINE)
CENTRAL_URL = "https://central.example.org"
RECORDS: list[tuple[str, dict[str, Any]]] = [
    ("currency", {"ID": "c-1", "currency": "ZMW", "rate": 1, "is_home_currency": True}),
    ("unit", {"ID": "u-1", "units": "Tablet"}),
    ("name", {"ID": "n-12", "name": "Kamina", "code": "kam", "type": "store"}),
    ("store", {"ID": "st-12", "name_ID": "n-12", "code": "KAM", "sync_id_remote_site": 12}),
    ("Location", {"ID": "l-1", "Description": "Shelf", "code": "A", "store_ID": "st-12"}),
]
MINISTRY = a_site(
    ID="3b0c4c1e-51a5-4b36-9bb6-1b0f2d7d6c11",
    site_ID=2,
    name="Ministry",
    hardwareID="machine-0",
    is_omsupply_central_server="True",
    omsupply_central_server_url=CENTRAL_URL,
)


@pytest.fixture(autouse=True)
def files_of_the_old_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder in which the commands are given."""
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"tableName": name, "recordData": data}) for name, data in RECORDS]
    Path("records.jsonl").write_text("\n".join(lines))
    old_server = a_site(ID="1", site_ID=1, name="Old server")
    Path("sites.csv").write_text(as_csv([old_server, MINISTRY, a_site()]))
    Path("stores.csv").write_text(as_csv([a_store()]))
    Path("users.csv").write_text("name,stores\nana,KAM\n")


def run(command: str) -> str:
    """What a command prints."""
    output = io.StringIO()
    call_command(*shlex.split(command), stdout=output)
    return output.getvalue()


def move_over() -> str:
    """Gives the commands of the guide up to the switch; what all of them print."""
    last = next(at for at, command in enumerate(COMMANDS) if command == "import_users users.csv")
    return "".join(run(command) for command in COMMANDS[: last + 1])


def test_every_command_of_the_guide_does_its_work() -> None:
    printed = [run(command) for command in COMMANDS]
    assert len(printed) == 9
    assert "Sites: 2 added, 0 changed, 0 unchanged, 1 left out, 0 refused." in printed[2]
    assert "A dry run: nothing was written. Say --apply to write it." in printed[2]
    assert "came behind the log of the old server" in printed[3]
    assert "Of 2 sites that are registered already, 0 called this portal." in printed[6]
    assert Path("sites-of-portal.csv").exists()


def test_a_site_with_its_old_password_and_machine_goes_on_where_it_was() -> None:
    secret = client_secret(PASSWORD)
    assert secret not in move_over().lower()
    assert error_of(ask(Caller(password="another")), 401)["code"] == "site_incorrect_password"
    other = error_of(ask(Caller(hardware_id="machine-2")), 401)
    assert other["code"] == "site_incorrect_hardware_id"
    answer = ask(Caller()).json()
    assert (answer["id"], answer["siteId"]) == (OLD_ID, 12)
    assert answer["initialisationStatus"] == "completed"
    assert (answer["omSupplyCentralServerUrl"], answer["mSupplyCentralSiteId"]) == (CENTRAL_URL, 1)
    site = Site.objects.get(pk=12)
    assert verify_secret(site.password_hash, secret)
    assert is_imported(Site.objects.get(pk=2).password_hash)
    assert "1 called this portal" in run(COMMANDS[6])


def test_the_site_gets_central_data_once_and_then_what_changes() -> None:
    move_over()
    remote = MovedRemote(Site.objects.get(pk=12), Site.objects.get(pk=12).stores.get())
    central = remote.pull_central(MAX_CURSOR)
    assert {"c-1", "u-1", "n-12", "st-12"} <= {entry["recordId"] for entry in central}
    assert remote.pull() == []
    Path("records.jsonl").write_text(
        json.dumps({"tableName": "Location", "recordData": RECORDS[4][1] | {"code": "B"}})
    )
    run("import_records records.jsonl")
    assert [entry["recordData"]["code"] for entry in remote.pull()] == ["B"]
    remote.push(location("l-2"))
    run("export_records now.jsonl")
    assert '"l-2"' in Path("now.jsonl").read_text()


class MovedRemote(Remote):
    """A site that came from the old server, with the machine that it had there."""

    @property
    def caller(self) -> Caller:
        """The installation of the site."""
        return Caller()


def location(record_id: str) -> dict[str, Any]:
    """An entry of a push."""
    data = {"ID": record_id, "Description": "Cold", "code": "C", "store_ID": "st-12"}
    rest = {"hold": False, "type_ID": None, "Volume": 0.0}
    return {
        "syncOutId": "1",
        "tableName": "Location",
        "recordId": record_id,
        "action": "Update",
        "recordData": data | rest,
    }


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_an_export_comes_back_unchanged_and_into_an_empty_portal(ending: str) -> None:
    move_over()
    names = "a.csv b.csv" if ending == "csv" else "all.json"
    assert "It has no passwords" in run(f"export_register {names}")
    assert "Sites: 0 added, 0 changed, 2 unchanged" in run(f"import_register {names}")
    assert "Stores: 0 added, 0 changed, 1 unchanged" in run(f"import_register {names}")
    first = [Path(name).read_text() for name in names.split()]
    for site in Site.objects.all():
        site.stores.all().delete()
    Site.objects.update(is_open_msupply_central=False)
    Site.objects.all().delete()
    run(f"import_register {names} --old-max-cursor 1 --apply")
    run(f"export_register {names}")
    assert [Path(name).read_text() for name in names.split()] == first


def test_it_refuses_in_words_and_with_an_exit_status() -> None:
    Path("sites.csv").write_text(as_csv([a_site(password_hash="short")]))
    for more in ("", " --apply"):
        with pytest.raises(CommandError) as refusal:
            run(f"import_register sites.csv{more}")
        assert "1 line is refused. Correct the file, or say --skip-refused." in str(refusal.value)
    with pytest.raises(CommandError, match="The file cannot be read"):
        run("import_register nowhere.csv")
    with pytest.raises(CommandError, match="A JSON file holds both tables"):
        run("import_register a.json b.csv")
    Path("bad.csv").write_text("code,title\n1,2\n")
    with pytest.raises(CommandError, match="1 line is refused"):
        run("import_register bad.csv")


def test_it_names_the_sites_that_did_not_sync_since() -> None:
    printed = run("import_records records.jsonl") + run(
        f"import_register sites.csv stores.csv --old-max-cursor {MAX_CURSOR}"
        " --frozen-at 2026-04-01T00:00"
    )
    assert "These sites did not sync since the old server was frozen." in printed
    assert "  site 12 “District 12”, last sync 2026-03-31 14:30:00 UTC" in printed
    assert "refused when they call, until one is on them:\n  site 2 “Ministry”\n" in printed

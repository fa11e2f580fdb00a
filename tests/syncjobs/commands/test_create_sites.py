"""`manage.py create_sites`: many sites from a file, in a script."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sites.credentials import client_secret, verify_secret
from sites.models import Site
from tests.sites.registered import history_of

pytestmark = pytest.mark.django_db

GOOD = "name,stores\nLakeside clinic,LAKE:Lakeside store\nHill clinic,HILL:Hill store\n"


def created(folder: Path, content: str, *options: str) -> str:
    """What the command prints for a file with this content."""
    file, output = folder / "sites.csv", StringIO()
    file.write_text(content)
    call_command("create_sites", str(file), *options, stdout=output)
    return output.getvalue()


def test_it_prints_passwords_that_let_the_sites_in(tmp_path: Path) -> None:
    rows = list(csv.DictReader(StringIO(created(tmp_path, GOOD))))
    assert [row["name"] for row in rows] == ["Lakeside clinic", "Hill clinic"]
    for row in rows:
        site = Site.objects.get(pk=row["site_id"], name=row["name"])
        assert verify_secret(site.password_hash, client_secret(row["password"]))
        [change] = history_of(site).all()
        assert change.history_change_reason.startswith("From file sites.csv, line ")
        assert change.door == "command"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert "2 sites would be made." in created(tmp_path, GOOD, "--dry-run")
    assert not Site.objects.exists()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_it_names_every_bad_line_and_makes_nothing(tmp_path: Path, options: tuple[str]) -> None:
    with pytest.raises(CommandError) as refusal:
        created(tmp_path, f"{GOOD}hill CLINIC,NONE\n", *options)
    said = str(refusal.value).splitlines()
    assert said[0] == "Nothing was made: 1 line is bad."
    assert said[1].startswith("Line 4 (hill CLINIC): name: Line 3 has this name already.")
    assert "stores: No store has the code NONE." in said[1]
    assert not Site.objects.exists()


def test_it_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The file cannot be read"):
        call_command("create_sites", str(tmp_path / "none.csv"))

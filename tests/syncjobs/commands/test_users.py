"""`manage.py import_users` and `export_users`."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sites.models import SiteUser
from tests.sites.site_users.people import a_user
from tests.syncjobs.users.files import rows_of

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    """The lines that the command prints."""
    output = io.StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue().splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a file of users is."""
    return tmp_path / "users.csv"


def test_it_imports_a_file_and_says_what_it_did(file: Path) -> None:
    file.write_text("name,phone,password\namina,2,green-river-42\nbela,1,\n")
    a_user("amina", phone="1")
    a_user("chen", password_hash="x")
    assert run("import_users", str(file), "--dry-run") == [
        "Line 2 (amina): phone, password",
        "Line 3 (bela): new",
        "1 added, 1 changed, 0 unchanged.",
        "1 of the new ones have no password yet.",
        "A dry run: nothing was written.",
    ]
    assert SiteUser.objects.count() == 2
    assert run("import_users", str(file)) == [
        "1 added, 1 changed, 0 unchanged.",
        "1 of the new ones have no password yet.",
    ]
    assert SiteUser.objects.get(password_hash__startswith="$argon2id$").name == "amina"


def test_it_sets_the_first_passwords_only_when_told_to(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("name,password\namina,green-river-42\nbela,\n")
    run("import_users", str(file), "--dry-run")
    assert "This is the first password" in capsys.readouterr().err
    with pytest.raises(
        CommandError, match=r"all sites refuse whoever is not in.*--first-passwords"
    ):
        run("import_users", str(file))
    assert not SiteUser.objects.exists()
    assert run("import_users", str(file), "--first-passwords")[0].startswith("2 added")
    assert "This is the first password" in capsys.readouterr().err
    file.write_text("name,password\nchen,green-river-42\n")
    assert run("import_users", str(file)) == ["1 added, 0 changed, 0 unchanged."]
    assert not capsys.readouterr().err


def test_it_names_every_bad_line_and_writes_nothing(file: Path) -> None:
    file.write_text("name,active\namina,yes\nbela,perhaps\n,no\n")
    with pytest.raises(CommandError) as refusal:
        run("import_users", str(file))
    assert str(refusal.value).splitlines() == [
        "Nothing was imported: 2 lines are bad.",
        "Line 3 (bela): active: “perhaps” is neither yes nor no.",
        "Line 4: The user name is empty. Give what the person types to log in.",
    ]
    assert not SiteUser.objects.exists()


def test_it_exports_what_it_imports(file: Path) -> None:
    a_user("amina", first_name="=1")
    assert run("export_users", str(file)) == [f"1 user was written to {file}."]
    assert rows_of(file.read_bytes())[0]["first_name"] == "'=1"
    assert run("import_users", str(file)) == ["0 added, 0 changed, 1 unchanged."]
    assert run("export_users")[0].startswith("\ufeffid,name,")


def test_it_says_when_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_users", str(tmp_path / "none.csv"))

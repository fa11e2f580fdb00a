"""Importing and exporting users of sites in the admin."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sites.models import SiteUser
from sites.site_users.passwords import verify_password
from syncjobs.admin import site_user_files
from syncjobs.admin.site_user_files import KEPT_AS
from syncjobs.user_register import save_users
from tests.portal.forms import messages_of, text_of
from tests.sites.site_users.people import a_role, a_store, stores_of
from tests.syncjobs.admin.seen_files import confirm
from tests.syncjobs.users.files import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

USERS = "/admin/sites/siteuser/"
IMPORT = f"{USERS}import/"
FILE = "name,stores,password\namina,KAM:Storekeeper,green-river-42\nbela,,\n"


def chosen(client: Client, content: str) -> Any:
    """The page that says what the file does."""
    return client.post(IMPORT, {"file": SimpleUploadedFile("users.csv", content.encode())})


def confirmed(client: Client) -> Any:
    """What comes of pressing the button on it."""
    return confirm(client, IMPORT, KEPT_AS)


@pytest.fixture
def known(db: None) -> None:
    """What the file names."""
    a_store("KAM")
    a_role("Storekeeper")


def test_it_shows_what_a_file_does_and_does_it_when_asked(
    administrator: Client, known: None
) -> None:
    assert "stores_without_login" in text_of(administrator.get(IMPORT))
    page = chosen(administrator, FILE)
    assert "2 users will be added and 0 changed" in text_of(page)
    assert "1 of the new ones will have no password" in text_of(page)
    assert "This is the first password of a user of sites." in text_of(page)
    assert "green-river-42" not in page.content.decode()
    assert not SiteUser.objects.exists()
    assert "green-river-42" not in str(dict(administrator.session))
    page = confirmed(administrator)
    assert messages_of(page)[0] == "2 added, 0 changed."
    assert "1 new user without a password" in messages_of(page)[1]
    amina = SiteUser.objects.get(name="amina")
    assert stores_of(amina) == {"KAM": (["Storekeeper"], True, False)}
    assert verify_password(amina.password_hash, "green-river-42")
    assert [user.name for user in page.context["cl"].queryset] == ["bela"]
    # Pressed once more, from a page that went back.
    assert "not at hand any more" in messages_of(confirmed(administrator))[0]


def test_it_names_every_bad_line_and_offers_no_import(administrator: Client, known: None) -> None:
    page = chosen(administrator, f"{FILE}cleo,NONE,\namina,,\n")
    text = text_of(page)
    assert "2 lines of the file cannot be imported" in text
    assert "cleoNo store has the code NONE." in text
    assert "5aminaLine 2 is about this user already." in text
    assert "not at hand any more" in messages_of(confirmed(administrator))[0]
    assert not SiteUser.objects.exists()


def test_it_judges_again_when_the_button_is_pressed(administrator: Client, known: None) -> None:
    chosen(administrator, "id,name\nu-1,amina\n")
    save_users([SiteUser(name="Amina")])
    text = text_of(confirmed(administrator))
    assert "There is a user Amina already" in text
    assert SiteUser.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "The submitted file is empty."),
        ("name\n", "The file has no users below its first line."),
        ("name\n" + "x" * 2_000, "more than 1 KiB"),
        ("name,password\na,b\nb,c\n", "more than 1 passwords"),
    ],
)
def test_it_refuses_a_file(
    administrator: Client, monkeypatch: pytest.MonkeyPatch, content: str, why: str
) -> None:
    monkeypatch.setattr(site_user_files.UserFileForm, "largest", 1_024)
    monkeypatch.setattr(site_user_files, "MOST_PASSWORDS", 1)
    assert why in text_of(chosen(administrator, content))


def test_it_exports_what_the_list_shows_and_what_is_selected(
    administrator: Client, viewer: Client
) -> None:
    users = [SiteUser(name=f"user {number}", job_title=f"Job {number}") for number in range(3)]
    save_users(users)

    def names(response: Any) -> list[str]:
        return [row["name"] for row in rows_of(b"".join(response.streaming_content))]

    assert names(viewer.get(f"{USERS}export/")) == ["user 0", "user 1", "user 2"]
    assert names(administrator.get(f"{USERS}export/?q=job 1")) == ["user 1"]
    assert names(administrator.get(f"{USERS}export/?id={users[2].pk}")) == ["user 2"]
    act = {"action": "export_users", "_selected_action": [users[0].pk, users[2].pk]}
    assert names(administrator.post(USERS, act)) == ["user 0", "user 2"]


def test_who_only_looks_imports_nothing(viewer: Client) -> None:
    assert viewer.get(IMPORT).status_code == 403
    assert viewer.post(IMPORT, {"confirmed": "yes"}).status_code == 403
    assert "Import from CSV" not in text_of(viewer.get(USERS))

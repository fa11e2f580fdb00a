"""Many new sites from a file, with a look at it first and a page of cards at the end."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sites.credentials import client_secret, verify_secret
from sites.models import Site, Store
from syncjobs.admin import new_site_files
from syncjobs.models import Record
from syncjobs.site_files.reading import EXAMPLE, SiteLine
from syncjobs.site_files.registering import register_from_file
from tests.portal.forms import messages_of, text_of
from tests.sites.admin.addresses import SITES
from tests.sites.registered import history_of, reasons_of, registered
from tests.syncjobs.admin.seen_files import confirm, key_on

pytestmark = pytest.mark.django_db

FILE = f"{SITES}new/file/"
GENERATED = re.compile("<code>([a-z2-9-]{29})</code>")
KEPT = new_site_files.KEPT_AS
ROW = re.compile('<tr><th scope="row">(.*?)</tr>')
GOOD = "name,code,stores\nLakeside clinic,LC,LAKE:Lakeside store\nMobile team,,KAM\n"


def chosen(client: Client, content: str | bytes, name: str = "sites.csv") -> Any:
    """The page that says what the file makes."""
    raw = content if isinstance(content, bytes) else content.encode()
    return client.post(FILE, {"file": SimpleUploadedFile(name, raw)})


def confirmed(client: Client) -> Any:
    """What comes of pressing the button on it."""
    return confirm(client, FILE, KEPT)


def bad_lines(page: Any) -> list[str]:
    """Line, site, and everything that is wrong with it, with its column."""
    table = page.content.decode().partition('id="bad-lines"')[2].partition("</table>")[0]
    rows = [re.sub("</t[hd]>(<td>)?|</div>(?=<div>)", "|", row) for row in ROW.findall(table)]
    return [re.sub("<.*?>", "", row).removesuffix("|") for row in rows]


@pytest.fixture
def free(db: None) -> Store:
    """A store that is on no site."""
    return Store.objects.create(code="KAM", name="Kamuzu Central")


def test_it_shows_what_a_file_makes_and_makes_it_when_asked(
    administrator: Client, free: Store
) -> None:
    page = chosen(administrator, GOOD)
    text = text_of(page)
    assert "2 sites will be made, with 1 new store:" in text
    assert "2Lakeside clinicLCLAKE (Lakeside store, new)" in text
    assert "3Mobile team-KAM (Kamuzu Central)" in text
    assert not Site.objects.exists()
    page = confirmed(administrator)
    assert "2 sites registered" in text_of(page)
    passwords = GENERATED.findall(page.content.decode())
    lake, team = Site.objects.order_by("name")
    for site, password in zip((lake, team), passwords, strict=True):
        assert verify_secret(site.password_hash, client_secret(password))
    assert (team.stores.get(), lake.stores.get().name) == (free, "Lakeside store")
    assert Record.objects.filter(table_name="store").count() == 2
    assert reasons_of(lake) == ["From file sites.csv, line 2"]
    assert history_of(free).first().history_change_reason == "From file sites.csv, line 3"
    assert {row.door for row in history_of(Site).all()} == {"admin"}


def test_the_passwords_are_on_the_cards_of_that_moment_alone(
    administrator: Client, free: Store
) -> None:
    chosen(administrator, GOOD)
    page = confirmed(administrator)
    assert "no-store" in page.headers["Cache-Control"]
    [first, _] = GENERATED.findall(page.content.decode())
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert first not in f"{kept} {list(history_of(Site).values())}"
    # Sent once more, by a second press or from a page that went back.
    again = confirmed(administrator)
    assert "not at hand any more" in messages_of(again)[0]
    assert first not in again.content.decode()
    assert Site.objects.count() == 2


def test_a_page_makes_the_file_that_it_shows_and_no_other(
    administrator: Client, free: Store
) -> None:
    first = chosen(administrator, GOOD)
    # In another window, with something else in it.
    second = chosen(administrator, "name,stores\nHill clinic,HILL:Hill store\n")
    page = administrator.post(FILE, {"confirmed": key_on(first)}, follow=True)
    assert "another one was chosen since" in messages_of(page)[0]
    assert not Site.objects.exists()
    administrator.post(FILE, {"confirmed": key_on(second)})
    assert Site.objects.get().name == "Hill clinic"


def test_it_marks_everything_that_is_wrong_and_makes_nothing(
    administrator: Client, free: Store
) -> None:
    Store.objects.create(code="TAKEN", site=registered())
    page = chosen(
        administrator,
        "Site name;Stores;URL;Code\n"
        "Good;KAM;;\n"
        "district 12;TAKEN;central.example.org;\n"
        ";A:A;;\n"
        "Twice;B:B;;\n"
        '"Twin ";"kam;C:C";;\n'
        "TWICE;D:D:D;;\n"
        "Twice;E:E;;\n"
        f"Long;F:F;;{'x' * 41}\n"
        "More;G:G;;;\n",
    )
    first, *others = bad_lines(page)
    assert [reason.partition(".")[0] for reason in first.split("|")] == [
        "3",
        "district 12",
        "name: A site called “District 12” exists already",
        "url: The URL does not begin with http:// or https://",
        "stores: Store TAKEN is on the site District 12; a store belongs to one site",
    ]
    assert others == [
        "4||name: The name is empty. Give the site a name that its people know.",
        "6|Twin|stores: Line 2 has the store kam already. Correct one of the two.",
        "7|TWICE|stores: “D:D:D” has two colons. Write CODE:Name of a new store.",
        "8|Twice|name: Line 5 has this name already. Correct one of the two.",
        "9|Long|code: The code has 41 characters; 40 are allowed. Choose a shorter one.",
        "10||It has 5 cells; the first line has 4 columns.",
    ]
    assert "7 lines of the file cannot be imported, so nothing is." in text_of(page)
    assert "not at hand any more" in messages_of(confirmed(administrator))[0]
    assert Site.objects.count() == 1


def test_it_judges_again_when_the_button_is_pressed(administrator: Client, free: Store) -> None:
    chosen(administrator, GOOD)
    registered("Mobile team")
    page = confirmed(administrator)
    assert [line[:41] for line in bad_lines(page)] == ["3|Mobile team|name: A site called “Mobile"]
    assert Site.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("name,code,stores", "Site Name,SITE-CODE, Store codes").encode(),
        GOOD.replace("\n", "\r\n").encode(),
    ],
)
def test_it_reads_what_spreadsheets_write(
    administrator: Client, free: Store, content: bytes
) -> None:
    assert "2 sites will be made, with 1 new store" in text_of(chosen(administrator, content))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The submitted file is empty."),
        (b"name\n", "The file has no sites below its first line."),
        (b"name\nA\nB\nC\n", "The file has 3 sites; 2 are made at once"),
        (b"name\n" + b"x" * 2_000, "more than 1 KiB"),
        (b"code\nA\n", "The first line has no column name. The columns are name, code,"),
        (b"name,password\nA,b\n", "columns that are not known: “password”."),
        (b"name,Site name\nA,b\n", "The first line has the column name twice."),
        (b"PK\x03\x04 a workbook", "The file is a workbook and not CSV. Save it as “CSV UTF-8”"),
        ("name\nA\n".encode("utf-16"), "The file is in the encoding UTF-16. Save it as"),
        ("name\nPosté\n".encode("cp1252"), "The line is not UTF-8. Save the file in that"),
    ],
)
def test_it_refuses_a_file(
    administrator: Client, monkeypatch: pytest.MonkeyPatch, content: bytes, why: str
) -> None:
    monkeypatch.setattr(new_site_files.SiteFileForm, "largest", 1_024)
    monkeypatch.setattr(new_site_files, "MOST_SITES", 2)
    assert why in text_of(chosen(administrator, content))
    assert KEPT not in administrator.session


def test_the_example_is_a_file_that_it_takes(administrator: Client, free: Store) -> None:
    example = administrator.get(f"{SITES}new/example/")
    assert "new-sites.csv" in example.headers["Content-Disposition"]
    text = text_of(chosen(administrator, example.content))
    assert f"{len(EXAMPLE) - 1} sites will be made, with 3 new stores" in text


def test_it_says_which_sites_will_have_no_store(administrator: Client) -> None:
    text = text_of(chosen(administrator, "name\nA clinic\n"))
    assert "1 of them will have no store, and is refused with “Site has no store”" in text


def test_who_only_looks_makes_nothing(viewer: Client) -> None:
    for path in (FILE, f"{SITES}new/example/"):
        assert viewer.get(path).status_code == 403
    assert viewer.post(FILE, {"confirmed": "yes"}).status_code == 403


def test_its_statements_do_not_grow_with_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncjobs.site_files.registering.hash_secret", lambda secret: secret)

    def statements(first: int, count: int) -> int:
        lines = [
            SiteLine(number, f"Post {number}", stores=f"S{number}:Store {number}")
            for number in range(first, first + count)
        ]
        with CaptureQueriesContext(connection) as captured:
            report = register_from_file(lines, "sites.csv")
        assert len(report.registered) == count
        return len(captured)

    statements(1, 2)
    # SQLite takes a thousand parameters at a time, which are thirty new sites.
    assert statements(1_000, 25) == statements(2_000, 5)

"""Labels of sites from a CSV file: a look first, then all of it or nothing."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sites.labels.setting import add_labels, set_labels
from sites.models import Site
from tests.portal.forms import messages_of, text_of
from tests.sites.admin.addresses import SITES
from tests.sites.labelled import all_labels, kept_of, labels_of
from tests.sites.registered import bare
from tests.syncjobs.admin.seen_files import confirm

pytestmark = pytest.mark.django_db
IMPORT = f"{SITES}import-labels/"


@pytest.fixture
def posts(db: None) -> list[Site]:
    """Two sites, the first of which has labels."""
    sites = [bare("Post, upper"), bare("Post 2")]
    add_labels([sites[0].pk], ["old", "region: north"])
    return sites


def chosen(client: Client, *lines: str) -> Any:
    """The page that says what the file does."""
    content = "\n".join(lines).encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile("labels.csv", content)})


def confirmed(client: Client) -> Any:
    """What comes of pressing the button on it."""
    return confirm(client, IMPORT, "label_import")


def test_it_shows_what_a_file_does_and_does_it_when_asked(
    administrator: Client, posts: list[Site]
) -> None:
    assert "site_id" in text_of(administrator.get(IMPORT))
    page = chosen(administrator, "site,labels", '"POST, upper",Region:North;solar', "Post 2,solar")
    said = text_of(page)
    assert "The labels of 2 sites will be changed; 0 have these already." in said
    assert "gets “solar”, loses “old”" in said
    assert "New labels: solar." in said
    assert labels_of(posts[1]) == []
    assert messages_of(confirmed(administrator)) == ["The labels of 2 sites were changed."]
    assert labels_of(posts[0]) == ["region: north", "solar"]
    assert labels_of(posts[1]) == ["solar"]
    assert kept_of(posts[0])[0] == ("+", "Imported")
    assert "not at hand any more" in messages_of(confirmed(administrator))[0]


def test_it_marks_bad_lines_and_imports_nothing(administrator: Client, posts: list[Site]) -> None:
    page = chosen(
        administrator,
        "site_id,site,labels",
        f"{posts[1].pk},,good",
        ",Nowhere,x",
        "999999,,x",
        f"{posts[0].pk},Post 2,x",
        ",,x",
        ",Post 2,region:",
        f"{posts[1].pk},Post 2,again",
        ",Post 2,a,b",
    )
    said = text_of(page)
    for line in (
        "7 lines of the file cannot be imported",
        "3NowhereNo site is called “Nowhere”.",
        "4999999No site has the id 999999.",
        f"The site with the id {posts[0].pk} is called “Post, upper”.",
        "6It names no site.",
        "has nothing after its colon",
        "Line 2 is about this site already.",
        "It has 4 cells; the first line has 3 columns.",
    ):
        assert line in said
    assert "not at hand any more" in messages_of(confirmed(administrator))[0]
    assert labels_of(posts[1]) == []


def test_a_file_needs_its_columns(administrator: Client, posts: list[Site]) -> None:
    assert "The first line lacks a column." in text_of(chosen(administrator, "site,label", "a,b"))


def test_it_refuses_a_column_that_can_hardly_be_labels(
    administrator: Client, posts: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncjobs.label_files.importing.MOST_NEW", 2)
    page = chosen(administrator, "site,labels", "Post 2,one;two;three")
    assert "The file would make 3 new labels; 2 are made at once." in text_of(page)
    assert "1 line of the file cannot be imported" in text_of(page)


def test_it_judges_once_more_what_it_imports(administrator: Client, posts: list[Site]) -> None:
    chosen(administrator, "site,labels", "Post 2,solar")
    posts[1].delete()
    assert "No site is called “Post 2”." in text_of(confirmed(administrator))
    assert "solar" not in all_labels()


def test_an_export_comes_back_unchanged_and_can_be_changed(
    administrator: Client, posts: list[Site]
) -> None:
    response: Any = administrator.get(f"{SITES}export/")
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = {row["name"]: row["labels"] for row in csv.DictReader(io.StringIO(content))}
    assert rows == {"Post, upper": "old;region: north", "Post 2": ""}
    assert "0 sites will be changed; 2 have these" in text_of(chosen(administrator, content))
    chosen(administrator, content.replace("old;region: north", "=1+1"))
    confirmed(administrator)
    assert labels_of(posts[0]) == ["=1+1"]
    set_labels({posts[0].pk: []})

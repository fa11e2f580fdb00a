"""The help page: what each error means, from the errors themselves."""

import ast
from collections.abc import Iterator

import pytest
from django.test import Client

from portal.environment import BASE_DIR
from portal.help.page import all_sections, help_page
from sites.errors import PortalError, RegisterError
from sites.logins.errors import LockoutGoneError
from syncjobs.exchange.set_aside import SetAsideError
from syncjobs.simulation.advice import SHOWN
from syncjobs.simulation.errors import Variant
from syncjobs.simulation.people.logging_in import LoginError
from tests.portal.forms import text_of

HELP = "/admin/help/"
# Where the errors are with which calls of sites end.
FOR_SITES = (
    *("sites.errors", "sites.logins.", "syncjobs.exchange.", "syncjobs.api."),
    *("syncjobs.login.", "syncjobs.patients.", "portal.route_errors"),
)
# These are met in the admin alone.
IN_THE_ADMIN = (RegisterError, LockoutGoneError, SetAsideError)
OF_JOBS = {
    *("JobFailedError", "SiteUnreachableError", "TokenRefusedError", "OperationRefusedError"),
}
# With the site its jobs go, and nobody sees that they failed.
NEVER_SEEN = {"site_deleted"}


def codes_on_the_page() -> set[str]:
    return {code for section in all_sections() for entry in section.entries for code in entry.codes}


def kinds_of(error: type[PortalError]) -> Iterator[type[PortalError]]:
    for kind in error.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def codes_of_jobs() -> Iterator[str]:
    """The codes with which the source says that a job fails."""
    for path in (BASE_DIR / "syncjobs").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]):
                    if name in OF_JOBS:
                        yield code


@pytest.mark.any_database
def test_it_has_every_error_with_which_a_call_of_a_site_ends() -> None:
    kinds = [kind for kind in kinds_of(PortalError) if kind.__module__.startswith(FOR_SITES)]
    expected = {kind.code for kind in kinds if not issubclass(kind, IN_THE_ADMIN)}
    assert len(expected) > 20
    assert expected - codes_on_the_page() == set()


@pytest.mark.any_database
def test_it_has_every_error_with_which_a_job_fails() -> None:
    expected = set(codes_of_jobs())
    assert len(expected) > 20
    assert expected - NEVER_SEEN - codes_on_the_page() == set()


@pytest.mark.any_database
def test_it_has_every_error_that_a_screen_of_a_site_shows() -> None:
    never_shown = {Variant.CRASH, Variant.NEVER_ENDS}
    shown = {entry.shown for section in all_sections() for entry in section.entries}
    assert {SHOWN[variant] for variant in Variant if variant not in never_shown} - shown == set()
    assert {error.value for error in LoginError} - codes_on_the_page() == set()


@pytest.mark.any_database
def test_it_says_of_every_error_what_it_means_and_what_to_do() -> None:
    entries = [entry for section in all_sections() for entry in section.entries]
    anchors = [anchor for entry in entries for anchor in entry.anchors]
    assert len(anchors) == len(set(anchors))
    silent = [
        entry.anchors[0]
        for entry in entries
        for case in entry.cases
        if not case.means or not (case.at_site or case.here)
    ]
    # That is no failure: the sync waits for the site's next call.
    assert silent == ["site_has_no_url"]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("site_has_no_store", "site_has_no_store"),
        ("hardware_id_mismatch", "site_incorrect_hardware_id"),
        ("INCORRECT hardware", "site_incorrect_hardware_id"),
        ("InvalidContentType", "unreachable-https-to-http"),
    ],
)
def test_it_finds_an_error_by_its_code_and_by_what_the_site_shows(query: str, code: str) -> None:
    found = [entry.anchors[0] for section in help_page(query).sections for entry in section.entries]
    assert code in found
    assert len(found) < 5


def test_people_who_only_look_see_it(viewer: Client) -> None:
    page = viewer.get(HELP)
    assert page.status_code == 200
    assert len(page.content) < 100_000
    text = text_of(page)
    assert "A separate server" in text
    assert "An existing site becomes it" in text
    assert 'id="error-site_disabled"' in page.content.decode()
    assert f'href="{HELP}"' in viewer.get("/admin/").content.decode()
    for link in ("/admin/sites/site/add/", "/admin/sites/site/"):
        assert f'href="{link}"' in page.content.decode()


def test_what_is_looked_for_is_shown_as_text(viewer: Client) -> None:
    page = viewer.get(HELP, {"q": "<script>alert(1)</script>\0"})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(HELP).status_code == 302

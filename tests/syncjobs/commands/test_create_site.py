import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sites.credentials import client_secret, verify_secret
from sites.models import Site
from tests.portal.management import manage
from tests.sites.calls import PASSWORD, Caller, ask
from tests.sites.registered import reasons_of, registered, registered_central


def created(*arguments: str) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("create_site", *arguments, stdout=output)
    return output.getvalue()


def created_as_json(*arguments: str) -> dict[str, Any]:
    """What the command prints with --json: one object on one line."""
    [line] = created(*arguments, "--json").splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_it_registers_a_site_that_is_let_in(db: None) -> None:
    created("District 12", "--password", PASSWORD, "--store", "KAM", "--store", "LIL")
    assert ask(Caller()).status_code == 200


def test_it_prints_id_uuid_and_stores(db: None) -> None:
    output = created("District 12", "--password", PASSWORD, "--store", "KAM", "--store", "LIL")
    site = Site.objects.get()
    assert output.splitlines() == [
        "Site District 12 is registered.",
        f"  id      {site.pk}",
        f"  uuid    {site.uuid}",
        "  stores  KAM, LIL",
    ]


def test_it_prints_the_same_as_json(db: None) -> None:
    answer = created_as_json("Hôpital", "--password", PASSWORD, "--store", "KAM", "--code", "h")
    site = Site.objects.get()
    store = site.stores.get()
    assert answer == {
        "id": site.pk,
        "uuid": str(site.uuid),
        "name": "Hôpital",
        "isOmSupplyCentralServer": False,
        "url": "",
        "stores": [{"id": store.pk, "code": "KAM", "nameId": store.name_id}],
    }
    assert (site.code, reasons_of(site)[-1]) == ("h", "create_site")


def test_it_makes_a_password_when_none_is_given(db: None) -> None:
    password = created_as_json("District 12", "--store", "KAM")["password"]
    assert verify_secret(Site.objects.get().password_hash, client_secret(password))
    assert "password (shown this one time)  " in created("Other", "--store", "O")


def test_it_never_prints_a_password_that_was_given(db: None) -> None:
    assert PASSWORD not in created("District 12", "--password", PASSWORD, "--store", "KAM")
    assert "password" not in created_as_json("Other", "--password", PASSWORD, "--store", "O")


def test_it_registers_the_central_server(db: None) -> None:
    answer = created_as_json("Ministry", "--store", "M", "--central", "--url", "HTTP://M.org:80/")
    assert (answer["isOmSupplyCentralServer"], answer["url"]) == (True, "http://m.org")


def test_it_says_that_a_site_without_stores_will_be_refused(db: None) -> None:
    assert "stores  none (it will be refused)" in created("District 12")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["district 12"], "A site called “District 12” exists already. Names that differ only"),
        ([" "], "The name is empty. Give the site a name that its people know."),
        (["x" * 81], "The name has 81 characters; 80 are allowed. Choose a shorter one."),
        (["New", "--password", "short"], "This password is too short."),
        (["New", "--store", "store of District 12"], "is on the site District 12; a store belongs"),
        (["New", "--store", ""], "A store code is empty. Give every store a code."),
        (["New", "--url", "m.org"], "The URL does not begin with http:// or https://."),
        (["New", "--central"], "The URL is empty. Enter one such as https://central.example.org."),
        (["New", "--central", "--url", "http://n.org"], "Ministry is the Open mSupply central"),
    ],
)
def test_it_refuses_what_the_admin_refuses(db: None, arguments: list[str], sentence: str) -> None:
    registered()
    if "http://n.org" in arguments:
        registered_central("Ministry")
    before = list(Site.objects.values())
    with pytest.raises(CommandError) as refusal:
        created(*arguments)
    assert sentence in str(refusal.value)
    assert refusal.value.returncode == 1
    assert list(Site.objects.values()) == before


def test_it_runs_from_a_shell(transactional_db: None) -> None:
    ended = manage("create_site", "District 12", "--store", "KAM", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["id"] == Site.objects.get().pk > 1


def test_it_tells_a_shell_that_it_refused(transactional_db: None) -> None:
    registered()
    ended = manage("create_site", "DISTRICT 12", "--json")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "CommandError: A site called “District 12” exists already. Names that differ only in case"
        " or outer spaces count as the same; choose another.\n"
    )

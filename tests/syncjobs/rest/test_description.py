"""The description of the REST API, which clients are made of."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from tests.syncjobs.rest.calls import ROOT, Script, refusal

REFUSALS = {"400", "401", "403", "404", "429"}
REFUSALS_OF_WRITES = {"409", "413", "415", "422"}


@pytest.mark.any_database
def test_it_is_valid_and_nothing_in_it_is_guessed(tmp_path: Path) -> None:
    file = str(tmp_path / "schema.yml")
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", file)


def test_it_tells_of_every_call_how_it_may_be_refused(script: Script) -> None:
    paths = script.get("schema/").json()["paths"]
    calls = {(path, method): each for path, of in paths.items() for method, each in of.items()}
    assert len(calls) > 30
    for (path, method), call in calls.items():
        expected = REFUSALS if method == "get" else REFUSALS | REFUSALS_OF_WRITES
        assert expected <= call["responses"].keys(), (path, method)
        keys = [each for each in call.get("parameters", []) if each["name"] == "Idempotency-Key"]
        assert bool(keys) == (method != "get"), (path, method)
        assert call["summary"]


def test_it_tells_once_of_methods_that_an_address_does_not_have(script: Script) -> None:
    described = script.get("schema/").json()
    answer = described["components"]["responses"]["MethodNotAllowed"]
    refused = script.delete("sites/")
    assert refused.status_code == 405
    assert [refused.headers[name] for name in answer["headers"]] == ["GET, HEAD, POST"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
    # A call that is described is never answered so.
    calls = [call for of in described["paths"].values() for call in of.values()]
    assert not [call for call in calls if "405" in call["responses"]]
    assert "405" in described["info"]["description"]


def test_it_is_for_those_who_may_enter_the_admin(viewing_script: Script) -> None:
    assert viewing_script.get("schema/").status_code == 200
    assert refusal(Client().get(f"{ROOT}schema/")) == (401, "credentials_missing")

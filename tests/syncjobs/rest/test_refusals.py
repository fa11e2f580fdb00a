"""What is odd is refused with an envelope that says what is wrong, whatever it is."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from sites.models import Site
from tests.syncjobs.far_side import a_site
from tests.syncjobs.rest.calls import ROOT, Script, message, refusal

ODD_BODIES = {
    "not JSON": b"{",
    "deep": b"[" * 100_000,
    "half a character": b'{"name": "\\ud800"}',
    "half a character in a member": b'{"\\ud800": 1}',
    "not UTF-8": b'{"name": "\xff"}',
    "NUL": b'{"name": "a\\u0000b"}',
    "a huge number": b'{"name": ' + b"9" * 5_000 + b"}",
    "not a number": b'{"name": NaN}',
    "a number for a text": b'{"name": 7}',
    "a text for a list": b'{"name": "A", "store_codes": "B"}',
    "a list": b"[]",
    "an unknown member": b'{"name": "A", "passwort": "B"}',
    "a long text": b'{"name": "' + b"x" * 5_000 + b'"}',
    "a long name": b'{"name": "' + b"x" * 500 + b'"}',
    "hours without end": b'{"name": "A", "late_after_hours": 1e999}',
}


def send(script: Script, body: bytes, content_type: str = "application/json") -> Any:
    headers = {"Authorization": f"Bearer {script.secret}"}
    return Client(raise_request_exception=False).post(
        f"{ROOT}sites/", body, content_type=content_type, headers=headers
    )


@pytest.mark.parametrize("what", ODD_BODIES)
def test_an_odd_body_is_refused(script: Script, what: str) -> None:
    response = send(script, ODD_BODIES[what])
    status, code = refusal(response)
    assert status in {400, 409}
    assert code in {"request_body_invalid", "invalid", "register_change_refused"}
    assert message(response)
    assert not Site.objects.exists()


def test_an_unknown_member_is_named_with_those_that_are_known(script: Script) -> None:
    error = send(script, ODD_BODIES["an unknown member"]).json()["error"]
    (said,) = error["data"]["passwort"]
    assert "password" in said


def test_what_is_no_json_is_refused_before_it_is_read(script: Script) -> None:
    for content_type in ("text/plain", "multipart/form-data; boundary=x", ""):
        assert refusal(send(script, b"name=A", content_type)) == (415, "unsupported_media_type")
    assert refusal(send(script, b" " * 1_000_001)) == (413, "request_body_too_large")


def test_unknown_addresses_and_methods_are_refused(script: Script) -> None:
    site = a_site()
    unknown = ["sights/", f"sites/{site.pk}", "sites/12345678901/", f"sites/{site.pk}/paint/"]
    answers = {path: script.get(path) for path in unknown}
    assert {path: refusal(answer) for path, answer in answers.items()} == dict.fromkeys(
        unknown, (404, "unknown_address")
    )
    assert refusal(script.get("sites/999/")) == (404, "not_found")
    refused = script.delete("sites/")
    assert refusal(refused) == (405, "method_not_allowed")
    assert refused.headers["Allow"] == "GET, HEAD, POST"
    assert message(refused).endswith("The header Allow names the methods that it has.")
    assert refusal(script.call("options", "sights/")) == (404, "unknown_address")


def test_too_many_calls_are_refused_for_the_rest_of_the_minute(
    script: Script, settings: LazySettings
) -> None:
    settings.API_CALLS_PER_MINUTE = 0
    refused = script.get("sites/")
    assert refusal(refused) == (429, "too_many_calls")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert message(refused).endswith("Go on after the seconds that Retry-After names.")


def test_the_browser_of_a_person_needs_no_token_but_writes_only_from_its_own_pages(
    administrator: Client,
) -> None:
    assert administrator.get(f"{ROOT}sites/").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = administrator.cookies
    forged = strict.post(f"{ROOT}sites/", {"name": "A"}, content_type="application/json")
    assert refusal(forged) == (403, "permission_denied")
    assert "Load the page of the portal again" in message(forged)
    assert not Site.objects.exists()


@pytest.mark.django_db
def test_who_is_signed_in_and_may_not_enter_the_admin_reads_whom_to_ask() -> None:
    visitor = Client()
    visitor.force_login(User.objects.create_user("Nina"))
    refused = visitor.get(f"{ROOT}sites/")
    assert refusal(refused) == (403, "permission_denied")
    assert (
        message(refused) == "You may not do this. Ask an administrator of the portal for the right."
    )

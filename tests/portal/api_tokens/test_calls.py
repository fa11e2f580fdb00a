"""Which calls of the REST API are let in."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.api_tokens.issuing import create_token, revoke_token
from portal.api_tokens.token_model import ApiToken
from portal.api_tokens.wrong_tokens import MOST
from sites.logins.counts import forget_in_process
from tests.support.people import ADMINISTRATORS, VIEWERS, person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.api_tokens.urls_of_tests")]
WHO = "/api/v1/who/"
BOTH = ("sites:read", "sites:write")


@pytest.fixture(autouse=True)
def nothing_is_counted() -> None:
    cache.clear()
    forget_in_process()


@pytest.fixture
def alice() -> User:
    return person("Alice", ADMINISTRATORS)


def token_of(owner: User, *scopes: str) -> tuple[ApiToken, str]:
    return create_token(owner, "A script", scopes or BOTH, 30)


def call(secret: str, method: str = "get", path: str = WHO, **headers: str) -> Any:
    headers = {"Authorization": f"Bearer {secret}", **headers}
    return getattr(Client(), method)(path, headers=headers)


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_a_token_speaks_for_its_person(alice: User) -> None:
    token, secret = token_of(alice)
    assert call(secret).json() == {"person": "Alice"}
    assert call(secret, "post").status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert secret not in repr(ApiToken.objects.values().get())


def test_a_use_is_written_once_an_hour(alice: User) -> None:
    token, secret = token_of(alice)
    used_at = timezone.now() - timedelta(minutes=59)
    ApiToken.objects.update(last_used_at=used_at)
    call(secret)
    token.refresh_from_db()
    assert token.last_used_at == used_at
    ApiToken.objects.update(last_used_at=used_at - timedelta(minutes=2))
    call(secret)
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert token.last_used_at > used_at


def test_a_token_does_no_more_than_its_scopes(alice: User) -> None:
    _, secret = token_of(alice, "sites:read", "stores:write")
    assert call(secret).status_code == 200
    refused = call(secret, "post")
    assert code_of(refused) == (403, "scope_missing")
    assert "sites:write" in refused.json()["error"]["message"]


def test_a_token_does_no_more_than_its_person(alice: User) -> None:
    victor = person("Victor", VIEWERS)
    _, secret = token_of(victor)
    assert call(secret).status_code == 200
    assert code_of(call(secret, "post")) == (403, "permission_denied")
    _, of_alice = token_of(alice)
    assert call(of_alice, "post").status_code == 200
    alice.groups.clear()
    assert code_of(call(of_alice, "post")) == (403, "permission_denied")


def test_a_view_that_names_no_permission_is_for_nobody(alice: User) -> None:
    _, secret = token_of(alice)
    assert code_of(call(secret, path="/api/v1/forgotten/")) == (403, "permission_denied")


def test_a_method_that_is_not_there_is_told_as_such(alice: User) -> None:
    _, secret = token_of(alice)
    assert call(secret, "delete").status_code == 405


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"revoked_at": timezone.now()}, "token_revoked"),
        ({"expires_at": timezone.now()}, "token_expired"),
        ({"person": None}, "token_revoked"),
    ],
)
def test_a_token_that_holds_no_longer_is_refused(
    alice: User, change: dict[str, Any], code: str
) -> None:
    _, secret = token_of(alice)
    ApiToken.objects.update(**change)
    refused = call(secret)
    assert code_of(refused) == (401, code)
    assert refused["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_a_person_who_may_not_sign_in_is_refused(alice: User, lost: str) -> None:
    _, secret = token_of(alice)
    User.objects.filter(pk=alice.pk).update(**{lost: False})
    assert code_of(call(secret)) == (401, "token_person_inactive")


def test_a_revoked_token_is_refused_at_once(alice: User) -> None:
    token, secret = token_of(alice)
    revoke_token(token.pk, alice)
    assert code_of(call(secret)) == (401, "token_revoked")


@pytest.mark.parametrize(
    "wrong", ["", "omsportal_", "omsportal_" + "0" * 64, "\u0661", "x" * 5_000, "a b", "a\0b"]
)
def test_what_is_no_token_is_refused(alice: User, wrong: str) -> None:
    token_of(alice)
    assert code_of(call(wrong)) == (401, "token_invalid")


def test_wrong_tokens_are_slowed_and_right_ones_are_not(alice: User) -> None:
    _, secret = token_of(alice)
    for _ in range(MOST):
        assert code_of(call("wrong")) == (401, "token_invalid")
    slowed = call("wrong")
    assert code_of(slowed) == (429, "too_many_wrong_tokens")
    assert int(slowed["Retry-After"]) > 0
    assert call(secret).status_code == 200


def test_nobody_is_let_in_without_a_token_or_a_session() -> None:
    refused = Client().get(WHO)
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"


def test_people_of_the_admin_have_all_scopes_and_their_own_permissions(
    administrator: Client, viewer: Client
) -> None:
    assert administrator.get(WHO).json() == {"person": "Alice"}
    assert administrator.post(WHO).status_code == 200
    assert viewer.get(WHO).status_code == 200
    assert viewer.post(WHO).status_code == 403


def test_a_session_writes_only_with_the_token_of_a_form(administrator: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = administrator.cookies
    assert careful.get(WHO).status_code == 200
    assert careful.post(WHO).status_code == 403

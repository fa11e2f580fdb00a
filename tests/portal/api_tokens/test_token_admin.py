"""Tokens in the admin."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from portal.api_tokens.secret import digest_of, is_of_our_form
from portal.api_tokens.token_model import ApiToken
from tests.portal.forms import fill_in, messages_of, text_of
from tests.support.people import AUDITORS, client_of

pytestmark = pytest.mark.any_database

TOKENS = "/admin/portal/apitoken/"
DOCUMENTATION = "/api/v1/docs/"
TYPED = {"name": "Nightly registration", "days": "90", "sites": "write", "jobs": "read"}


OLD, NEW = "weaver-birds-in-the-acacia", "river-stones-at-noon"


def revoked(token: ApiToken) -> bool:
    token.refresh_from_db()
    return token.revoked_at is not None


def made_by(client: Client) -> ApiToken:
    client.post(f"{TOKENS}add/", TYPED)
    return ApiToken.objects.latest("pk")


def test_it_shows_a_new_token_once(viewer: Client) -> None:
    page = viewer.post(f"{TOKENS}add/", TYPED)
    secret = page.context["secret"]
    token = ApiToken.objects.get()
    assert is_of_our_form(secret)
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    for each in (page, viewer.get(f"{TOKENS}add/")):
        assert f'href="{DOCUMENTATION}"' in each.content.decode()
    assert token.digest == digest_of(secret)
    assert token.scopes == ["sites:read", "sites:write", "jobs:read"]
    assert (token.person, token.created_by) == (page.wsgi_request.user,) * 2
    assert token.expires_at - token.created_at == timedelta(days=90)
    for shown in (viewer.get(TOKENS), viewer.get(f"{TOKENS}{token.pk}/change/")):
        assert "Nightly registration" in text_of(shown)
        assert secret not in shown.content.decode()
        assert token.digest not in shown.content.decode()


@pytest.mark.parametrize(
    "change", [{"sites": "", "jobs": ""}, {"days": "366"}, {"name": ""}, {"sites": "all"}]
)
def test_it_refuses_a_token_without_purpose_end_or_scope(
    administrator: Client, change: dict[str, str]
) -> None:
    page = administrator.post(f"{TOKENS}add/", TYPED | change)
    assert page.context["form"].errors
    assert not ApiToken.objects.exists()


def test_people_see_and_revoke_their_own(viewer: Client, administrator: Client) -> None:
    own, of_alice = made_by(viewer), made_by(administrator)
    assert viewer.get(f"{TOKENS}{of_alice.pk}/change/").status_code == 302
    assert viewer.post(f"{TOKENS}{of_alice.pk}/revoke/").status_code == 404
    page = viewer.post(f"{TOKENS}{own.pk}/revoke/", follow=True)
    assert messages_of(page)[-1] == "Revoked: “Nightly registration” is refused from now on."
    own.refresh_from_db()
    of_alice.refresh_from_db()
    assert own.revoked_at is not None
    assert own.revoked_by == own.person
    assert of_alice.revoked_at is None


def test_administrators_see_and_revoke_those_of_everybody(
    viewer: Client, administrator: Client
) -> None:
    token = made_by(viewer)
    assert "Victor" in text_of(administrator.get(TOKENS))
    administrator.post(f"{TOKENS}{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_by == User.objects.get(username="Alice")
    first = token.revoked_at
    page = viewer.post(f"{TOKENS}{token.pk}/revoke/", follow=True)
    assert messages_of(page) == ["This token is revoked already. Nothing is left to do."]
    token.refresh_from_db()
    assert token.revoked_at == first


@pytest.mark.parametrize("role", ["is_active", "is_staff"])
def test_the_tokens_of_whoever_is_shut_out_are_revoked_for_good(
    viewer: Client, admin_client: Client, role: str
) -> None:
    token = made_by(viewer)
    page = f"/admin/auth/user/{token.person_id}/change/"
    fill_in(admin_client, page, "user_form", first_name="Vic")
    assert not revoked(token)
    fill_in(admin_client, page, "user_form", **{role: None})
    assert revoked(token)
    assert token.revoked_by == User.objects.get(username="admin")


def test_a_new_password_revokes_the_tokens_that_the_old_one_may_have_made(
    admin_client: Client, viewer: Client, administrator: Client
) -> None:
    token, of_alice = made_by(viewer), made_by(administrator)
    page = f"/admin/auth/user/{token.person_id}/password/"
    typed = {"password1": NEW, "password2": "another", "usable_password": "true"}
    admin_client.post(page, typed)
    assert not revoked(token)
    said = admin_client.post(page, typed | {"password2": NEW}, follow=True)
    assert "1 API token of this person: revoked." in messages_of(said)
    assert revoked(token)
    alice = User.objects.get(username="Alice")
    alice.set_password(OLD)
    alice.save()
    administrator.force_login(alice)
    own = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    administrator.post("/admin/password_change/", own)
    assert not revoked(of_alice)
    said = administrator.post("/admin/password_change/", own | {"old_password": OLD}, follow=True)
    assert "Your API token is revoked as well." in messages_of(said)[0]
    assert revoked(of_alice)


def test_nobody_edits_or_deletes_a_token(administrator: Client) -> None:
    token = made_by(administrator)
    assert administrator.post(f"{TOKENS}{token.pk}/change/", {"name": "x"}).status_code == 403
    assert administrator.post(f"{TOKENS}{token.pk}/delete/", {"post": "yes"}).status_code == 403
    assert administrator.get(f"{TOKENS}{token.pk}/revoke/").status_code == 405


def test_whoever_has_no_right_to_tokens_makes_and_sees_none(administrator: Client) -> None:
    token = made_by(administrator)
    auditor = client_of("Audrey", AUDITORS)
    assert auditor.get(TOKENS).status_code == 403
    assert auditor.post(f"{TOKENS}add/", TYPED).status_code == 403
    assert auditor.post(f"{TOKENS}{token.pk}/revoke/").status_code == 403


def test_the_tokens_of_somebody_who_was_deleted_stay_as_rows(administrator: Client) -> None:
    token = made_by(administrator)
    User.objects.filter(username="Alice").delete()
    token.refresh_from_db()
    assert token.person is None
    assert token.created_at <= timezone.now()

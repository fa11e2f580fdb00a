"""The same change, sent twice with one Idempotency-Key, is made once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sites.models import Site
from syncjobs.models import KeptAnswer
from syncjobs.rest.kept_answers import prune_kept_answers
from tests.support.people import ADMINISTRATORS
from tests.syncjobs.far_side import a_site
from tests.syncjobs.locks import in_thread, needs_row_locks
from tests.syncjobs.rest.calls import ROOT, Script, message, refusal, script_of

NEW = {"name": "District 12", "store_codes": ["D12"]}
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


def test_the_same_call_again_gets_the_same_answer(script: Script) -> None:
    first, second = script.post("sites/", NEW, KEY), script.post("sites/", NEW, KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Site.objects.count() == 1
    told = first.json()
    password = told.pop("generated_password")
    again = second.json()
    # It was shown once.
    assert again.pop("generated_password") is None
    assert "cannot be shown again" in again.pop("generated_password_note")
    told.pop("generated_password_note")
    assert again == told
    assert password not in repr(list(KeptAnswer.objects.values()))


def test_an_act_without_content_is_answered_alike(script: Script) -> None:
    site = a_site()
    site.stores.update(site=None)
    answers = [script.delete(f"sites/{site.pk}/", key=KEY) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert refusal(script.delete(f"sites/{site.pk}/")) == (404, "not_found")


def test_the_key_of_another_call_is_refused(script: Script) -> None:
    script.post("sites/", NEW, KEY)
    site = Site.objects.get()
    others = [
        script.post("sites/", {**NEW, "name": "District 13"}, KEY),
        script.patch(f"sites/{site.pk}/", NEW, KEY),
        script.post(f"sites/{site.pk}/set-password/", NEW, KEY),
    ]
    assert {refusal(other) for other in others} == {(422, "idempotency_key_reused")}
    assert Site.objects.count() == 1


def test_people_have_keys_of_their_own(script: Script) -> None:
    script.post("sites/", NEW, KEY)
    other = script_of("Bob", ADMINISTRATORS).post("sites/", NEW, KEY)
    assert "exists already" in message(other)


def test_a_refusal_is_kept_and_its_change_is_not(script: Script) -> None:
    a_site()
    body = {"name": "District 13", "store_codes": ["D13", "D12"]}
    first, second = script.post("sites/", body, KEY), script.post("sites/", body, KEY)
    assert refusal(first) == refusal(second) == (409, "register_change_refused")
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Site.objects.count() == 1


def test_what_died_half_way_is_done_by_the_next_call(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: Any, **rest: Any) -> None:
        raise SystemError("The worker was killed.")

    with monkeypatch.context() as patch:
        patch.setattr("syncjobs.rest.once.keep", die)
        assert script.post("sites/", NEW, KEY).status_code == 500
    assert not Site.objects.exists()
    assert KeptAnswer.objects.get().status is None
    assert script.post("sites/", NEW, KEY).status_code == 201


def test_a_defect_is_not_kept(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **rest: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("syncjobs.rest.site_views.register_site", fail)
        assert refusal(script.post("sites/", NEW, KEY)) == (500, "internal_error")
    assert script.post("sites/", NEW, KEY).status_code == 201


def test_a_key_is_free_again_after_a_day(script: Script) -> None:
    script.post("sites/", NEW, KEY)
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert "exists already" in message(script.post("sites/", NEW, KEY))
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    prune_kept_answers()
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("key", ["x" * 201, "naïve", "tab\tbed"])
def test_a_key_is_plain_text(script: Script, key: str) -> None:
    assert refusal(script.post("sites/", NEW, key)) == (400, "idempotency_key_invalid")


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_being_worked_on_is_not_begun_again() -> None:
    script = script_of("Alice", ADMINISTRATORS)
    script.post("sites/", NEW, KEY)
    KeptAnswer.objects.update(status=None)
    with transaction.atomic():
        list(KeptAnswer.objects.select_for_update())
        with ThreadPoolExecutor(1) as threads:
            second = threads.submit(in_thread, lambda: script.post("sites/", NEW, KEY)).result()
    assert refusal(second) == (409, "idempotency_key_in_use")


def test_a_body_that_the_line_cut_off_does_not_use_the_key_up(script: Script) -> None:
    headers = {"Authorization": f"Bearer {script.secret}", "Idempotency-Key": KEY}
    for body in (b'{"name": "Dist', b" " * 1_000_001):
        cut = Client(raise_request_exception=False).post(
            f"{ROOT}sites/", body, content_type="application/json", headers=headers
        )
        assert cut.status_code in {400, 413}
        assert refusal(cut)[1].startswith("request_body")
    assert script.post("sites/", NEW, KEY).status_code == 201

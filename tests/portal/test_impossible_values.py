"""What no page of the admin sends: a value that its column cannot hold, made up by hand."""

import pytest
from django.test import Client

from sites.models import Store
from syncjobs.models import SyncJob
from tests.portal.forms import fill_in, text_of
from tests.sites.admin.addresses import SITES, STORES
from tests.sites.registered import registered

# PostgreSQL can compare with any number, and finds nothing.
TOO_LARGE = "9" * 30
REFUSAL = "Something in it cannot be what it stands for"


def test_an_act_on_what_is_no_id_is_refused(administrator: Client) -> None:
    answer = administrator.post(SITES, {"action": "verify_sites", "_selected_action": "abc"})
    assert answer.status_code == 400
    assert REFUSAL in text_of(answer)


def test_a_choice_of_what_is_no_id_is_refused(administrator: Client) -> None:
    answer = fill_in(administrator, f"{STORES}add/", "store_form", code="KAM", site="abc")
    assert answer.status_code == 400
    assert REFUSAL in text_of(answer)


def test_a_number_that_is_too_large_for_an_id_does_nothing(administrator: Client) -> None:
    registered()
    act = {"action": "verify_sites", "_selected_action": TOO_LARGE}
    answers = [
        administrator.post(SITES, act),
        fill_in(administrator, f"{STORES}add/", "store_form", code="KAM", site=TOO_LARGE),
        administrator.get(f"{STORES}?site__id__in={TOO_LARGE}"),
    ]
    assert {answer.status_code for answer in answers} <= {200, 302, 400}
    assert (SyncJob.objects.count(), Store.objects.filter(code="KAM").count()) == (0, 0)


def test_a_defect_stays_one(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise ValueError("Nobody foresaw this.")

    monkeypatch.setattr("portal.admin_site.help_page", broken)
    with pytest.raises(ValueError, match="Nobody foresaw this"):
        administrator.get("/admin/help/")

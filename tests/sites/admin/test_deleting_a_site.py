import pytest
from django.test import Client
from django.utils import timezone

from sites.errors import RegisterError
from sites.models import Site
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.models import SyncJob
from tests.portal.forms import messages_of, text_of
from tests.sites.admin.addresses import page_of
from tests.sites.registered import bare, registered, registered_central

SURE = {"post": "yes"}


def test_it_deletes_a_site_that_has_nothing(administrator: Client) -> None:
    site = bare("Mistake")
    assert "Are you sure" in text_of(administrator.get(page_of(site, "delete")))
    assert Site.objects.exists()
    administrator.post(page_of(site, "delete"), SURE)
    assert not Site.objects.exists()


def test_it_deletes_a_site_with_its_jobs(administrator: Client) -> None:
    site = bare("Mistake")
    what = {"kind": JobKind.VERIFY, "trigger": JobTrigger.SITE, "not_before": timezone.now()}
    SyncJob.objects.create(site=site, status="failed", **what)
    administrator.post(page_of(site, "delete"), SURE)
    assert not Site.objects.exists()


def test_it_keeps_a_site_with_stores(administrator: Client) -> None:
    path = page_of(registered(), "delete")
    assert "District 12 still hosts stores (store of District 12)" in text_of(
        administrator.get(path)
    )
    administrator.post(path, SURE)
    assert Site.objects.exists()


def test_it_keeps_the_central_server(administrator: Client) -> None:
    site = registered_central()
    site.stores.all().delete()
    sentence = "Ministry is the Open mSupply central server and cannot be deleted."
    assert sentence in text_of(administrator.get(page_of(site, "delete")))
    administrator.post(page_of(site, "delete"), SURE)
    assert Site.objects.exists()


def test_it_says_a_refusal_of_the_last_moment(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(site_id: int) -> None:
        raise RegisterError("It has a store by now.")

    monkeypatch.setattr("sites.admin.site_admin.delete_site", refuse)
    response = administrator.post(page_of(bare("Mistake"), "delete"), SURE, follow=True)
    assert messages_of(response) == ["It has a store by now."]
    assert Site.objects.exists()

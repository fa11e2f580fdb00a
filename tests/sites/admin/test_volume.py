"""What pages cost when there are very many sites: the same as when there are few."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.signing_in import sessions
from sites.models import Label, Site, SiteUser, Store
from tests.portal.forms import fields_of, send, text_of
from tests.sites.admin.addresses import ADD, FORM, SITES, STORES, page_of
from tests.sites.admin.volume import (
    FIRST_ID,
    many_changes,
    many_labels,
    many_sites,
    many_tokens_and_wrong_sign_ins,
)
from tests.sites.registered import bare, registered_central
from tests.support.page_weight import weight_of
from tests.syncjobs.admin.records import many_records
from tests.syncjobs.fleet.volume import many_jobs, many_users

# Bytes that a browser loads that has nothing cached.
LARGEST_LIST = 300_000
OTHER_URL = "https://elsewhere.example.org"
LABELS = "/admin/sites/label/"


def cost_of(client: Client, path: str) -> tuple[int, int]:
    """The number of queries that the page needs, and what a browser loads for it in bytes."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries), weight_of(response.content)


@pytest.fixture
def warm(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser whose first page is behind it: content types and workers are remembered."""
    # That somebody is there is written once a minute, which a slow machine spends between pages.
    monkeypatch.setattr(sessions, "ACT_WRITE_SECONDS", 3_600)
    registered_central("Ministry")
    for path in (SITES, STORES, "/admin/", page_of(Site.objects.get())):
        administrator.get(path)
    return administrator


@pytest.mark.parametrize("path", [SITES, f"{SITES}?q=post", f"{SITES}?contact=never", STORES])
def test_it_lists_2000_sites_in_as_many_queries_as_ten(warm: Client, path: str) -> None:
    many_sites(10)
    few, _ = cost_of(warm, path)
    Store.objects.all().delete()
    Site.objects.exclude(name="Ministry").delete()
    many_sites(2_000)
    many, size = cost_of(warm, path)
    assert many == few <= 15
    assert size < LARGEST_LIST


@pytest.mark.any_database
def test_it_shows_any_page_at_40000_sites(warm: Client) -> None:
    many_sites(40_000)
    many_labels(40_000)
    many_jobs(FIRST_ID, 4_000)
    many_users(4_000)
    many_records("item", 4_000)
    many_changes(40_000)
    many_tokens_and_wrong_sign_ins(User.objects.get(), 4_000)
    site = Site.objects.get(name_key="health post 31999")
    label, user = Label.objects.get(name="solar"), SiteUser.objects.order_by("name").first()
    assert user is not None
    paths = {
        SITES: 12,
        f"{SITES}?p=700": 12,
        f"{SITES}?q=post 31": 13,
        f"{SITES}?q=S31999": 13,
        f"{SITES}?contact=older&bound=yes": 12,
        f"{SITES}?health=failing": 12,
        f"{SITES}?success=older": 12,
        f"{SITES}?waiting=unasked": 12,
        # By health, last contact, last success and what waits.
        **{f"{SITES}?o={order}": 12 for order in ("4", "-5", "6", "-7")},
        f"{SITES}?label=region: 7, region: 8, solar": 13,
        f"{SITES}?without_label=region:": 12,
        f"{SITES}?q=region: 7": 13,
        f"{SITES}import-labels/": 12,
        LABELS: 12,
        f"{LABELS}?group=district:&o=-2": 12,
        f"{LABELS}{label.pk}/change/": 12,
        f"{LABELS}{label.pk}/delete/": 12,
        "/admin/overview/live/": 16,
        "/admin/overview/labels/?group=district": 12,
        "/admin/?group=district": 24,
        page_of(site): 27,
        page_of(site, "make-central"): 12,
        page_of(site, "delete"): 12,
        page_of(site, "history"): 12,
        ADD: 12,
        STORES: 12,
        f"{STORES}{site.stores.get().pk}/change/": 13,
        f"{STORES}add/": 12,
        "/admin/": 20,
        "/admin/sites/siteuser/": 14,
        f"/admin/sites/siteuser/{user.pk}/change/": 18,
        "/admin/sites/role/": 12,
        "/admin/syncjobs/syncjob/": 12,
        "/admin/syncjobs/syncjob/?status__exact=failed": 12,
        "/admin/syncjobs/record/": 12,
        "/admin/syncjobs/setasiderecord/": 12,
        "/admin/syncjobs/schedule/": 12,
        "/admin/syncjobs/storemove/": 12,
        "/admin/syncjobs/pushedbatch/": 12,
        "/admin/syncjobs/alertdelivery/": 12,
        "/admin/sites/sitelogin/": 12,
        "/admin/sites/loginlockout/": 12,
        "/admin/portal/signinlockout/": 12,
        "/admin/portal/apitoken/": 12,
        "/admin/history/": 40,
        f"/admin/history/?of=site:{site.pk}": 40,
        "/admin/history/?q=post 31": 40,
        f"{SITES}new/": 12,
        f"{SITES}new/file/": 12,
        page_of(site, "card"): 12,
        page_of(site, "disable"): 16,
        "/admin/help/": 12,
        "/admin/account/": 12,
    }
    costs = {path: cost_of(warm, path) for path in paths}
    assert {path: queries for path, (queries, _) in costs.items() if queries > paths[path]} == {}
    assert {path: size for path, (_, size) in costs.items() if size > LARGEST_LIST} == {}

    central = page_of(Site.objects.central().get())
    fields = fields_of(warm.get(central), FORM)
    with CaptureQueriesContext(connection) as queries:
        page = send(warm, central, fields, url=OTHER_URL)
    assert "40,000 sites would get a different URL" in text_of(page)
    assert (len(queries) <= 60, weight_of(page.content) < LARGEST_LIST) == (True, True)


def test_the_page_of_the_rest_api_weighs_no_more_than_what_swagger_ui_must_load(
    warm: Client,
) -> None:
    # Kept by the browser afterwards; 430 kB of it are the script of Swagger UI.
    _, size = cost_of(warm, "/api/v1/docs/")
    assert LARGEST_LIST < size < 480_000


def test_it_bounds_the_stores_on_the_page_of_a_site(warm: Client) -> None:
    site = bare("Warehouse")
    stores = [Store(code=f"S{number:04}", name="Shelf", site=site) for number in range(300)]
    Store.objects.bulk_create(stores)
    queries, size = cost_of(warm, page_of(site))
    assert (queries <= 27, size < LARGEST_LIST) == (True, True)
    page = warm.get(page_of(site)).content.decode()
    assert page.count('value="S0') == 30
    assert f'href="{STORES}?site__id__exact={site.pk}"' in page
    all_of_them = warm.get(f"{STORES}?site__id__exact={site.pk}").context["cl"]
    assert all_of_them.result_count == 300


def test_it_suggests_sites_for_a_store_a_page_at_a_time(warm: Client) -> None:
    many_sites(2_000)
    where = {"app_label": "sites", "model_name": "store", "field_name": "site"}
    answer = warm.get("/admin/autocomplete/", {"term": "post 01", **where}).json()
    assert len(answer["results"]) == 20
    assert answer["pagination"] == {"more": True}
    form = warm.get(f"{STORES}add/").content.decode()
    assert "Health post" not in form

"""Who may do what in the admin."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from sites.models import PendingClaim, Site, Store
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.models import SyncJob
from tests.sites.registered import registered
from tests.support.people import ADMINISTRATORS, AUDITORS, VIEWERS, restore_roles

ACTS = (
    "set-password",
    "reset-hardware-id",
    "make-central",
    "disable",
    "verify",
    "sync-now",
    "delete",
    "keep-device",
    "accept-device",
)


@pytest.fixture
def site(db: None) -> Site:
    """A site with a machine, another one that claims it, and a store."""
    site, now = registered(hardware_id="machine-1"), timezone.now()
    site.pending_claims.create(hardware_id="machine-2", first_at=now, last_at=now)
    return site


@pytest.fixture
def job(site: Site) -> SyncJob:
    """A job of the site that waits."""
    return SyncJob.objects.create(
        site=site, kind=JobKind.VERIFY, trigger=JobTrigger.SITE, not_before=timezone.now()
    )


def address_of(act: str, site: Site) -> str:
    """The end of the address of an act; a device is accepted by its claim."""
    return f"{act}/{site.pending_claims.get().pk}" if act == "accept-device" else act


def looked_at(site: Site, job: SyncJob) -> list[str]:
    """Every page that only shows."""
    store = site.stores.get()
    return [
        "/admin/",
        "/admin/sites/site/",
        f"/admin/sites/site/{site.pk}/change/",
        f"/admin/sites/site/{site.pk}/history/",
        f"/admin/sites/site/{site.pk}/card/",
        f"/admin/sites/site/{site.pk}/sync/",
        "/admin/sites/site/qr/portal/",
        "/admin/sites/store/",
        f"/admin/sites/store/{store.pk}/change/",
        f"/admin/sites/store/{store.pk}/history/",
        "/admin/syncjobs/syncjob/",
        f"/admin/syncjobs/syncjob/{job.pk}/change/",
        f"/admin/syncjobs/syncjob/{job.pk}/live/",
        f"/admin/syncjobs/syncjob/{job.pk}/history/",
    ]


def changing(site: Site, job: SyncJob) -> list[str]:
    """Every address that changes something on POST."""
    store = site.stores.get()
    return [
        "/admin/sites/site/add/",
        "/admin/sites/site/new/",
        "/admin/sites/site/new/file/",
        f"/admin/sites/site/{site.pk}/change/",
        *(f"/admin/sites/site/{site.pk}/{address_of(act, site)}/" for act in ACTS),
        "/admin/sites/store/add/",
        f"/admin/sites/store/{store.pk}/change/",
        f"/admin/sites/store/{store.pk}/delete/",
        f"/admin/sites/site/{site.pk}/initialise/",
        f"/admin/syncjobs/syncjob/{job.pk}/retry/",
        f"/admin/syncjobs/syncjob/{job.pk}/cancel/",
        f"/admin/syncjobs/syncjob/{job.pk}/change/",
        f"/admin/syncjobs/syncjob/{job.pk}/delete/",
        "/admin/syncjobs/syncjob/add/",
        "/admin/auth/user/add/",
        "/admin/auth/group/add/",
    ]


def everything() -> list[Any]:
    """All rows that a person of the admin could change."""
    histories: list[Any] = [Site.history, Store.history]
    models: list[Any] = [Site, Store, PendingClaim, SyncJob, User, Group]
    models += [each.model for each in histories]
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_it_has_its_roles_from_the_first_migration(db: None) -> None:
    restore_roles()
    assert set(Group.objects.values_list("name", flat=True)) == {ADMINISTRATORS, AUDITORS, VIEWERS}


def test_it_restores_roles_as_the_migration_makes_them(db: None) -> None:
    restore_roles()
    before = list(Group.objects.order_by("name").values_list("name", "permissions__codename"))
    Group.objects.all().delete()
    restore_roles()
    after = list(Group.objects.order_by("name").values_list("name", "permissions__codename"))
    assert sorted(after) == sorted(before)


def test_it_gives_viewers_nothing_but_looking_and_tokens_for_that(db: None) -> None:
    restore_roles()
    rights = Group.objects.get(name=VIEWERS).permissions.values_list("codename", flat=True)
    assert rights
    changing = {codename for codename in rights if not codename.startswith("view_")}
    assert changing == {"add_apitoken"}


def test_it_shows_viewers_everything(viewer: Client, site: Site, job: SyncJob) -> None:
    answers = {path: viewer.get(path).status_code for path in looked_at(site, job)}
    assert {path for path, status in answers.items() if status != 200} == set()


def test_it_lets_viewers_change_nothing(viewer: Client, site: Site, job: SyncJob) -> None:
    before = everything()
    data = {"name": "Taken", "reason": "Mine", "url": "http://a.org", "post": "yes"}
    answers = {path: viewer.post(path, data).status_code for path in changing(site, job)}
    assert {path: status for path, status in answers.items() if status != 403} == {}
    assert everything() == before


@pytest.mark.parametrize("action", ["verify_sites", "sync_sites", "delete_selected"])
def test_it_lets_viewers_run_no_action(viewer: Client, site: Site, action: str) -> None:
    data = {"action": action, "_selected_action": [str(site.pk)], "post": "yes", "index": "0"}
    before = everything()
    page = viewer.post("/admin/sites/site/", data, follow=True)
    assert f'value="{action}"' not in page.content.decode()
    assert everything() == before


def test_it_offers_viewers_no_act(viewer: Client, site: Site, job: SyncJob) -> None:
    page = viewer.get(f"/admin/sites/site/{site.pk}/change/").content.decode()
    assert not any(f"/{act}/" in page for act in ACTS)
    content = page.split('id="content"')[1].split("</footer>")[0]
    buttons = re.findall("<button[^>]*>", content.replace('<button class="theme-toggle">', ""))
    # Whoever may see a text may copy it.
    assert [button for button in buttons if "data-copy" not in button] == []
    page = viewer.get(f"/admin/syncjobs/syncjob/{job.pk}/change/").content.decode()
    assert "/retry/" not in page
    assert "/cancel/" not in page


def test_it_changes_nothing_when_pages_are_opened(
    administrator: Client, site: Site, job: SyncJob
) -> None:
    before = everything()
    for path in looked_at(site, job) + changing(site, job):
        administrator.get(path)
    assert everything() == before


@pytest.mark.parametrize("path", ["verify/", "sync-now/", "retry/", "cancel/"])
def test_it_refuses_acts_by_get(administrator: Client, site: Site, job: SyncJob, path: str) -> None:
    of = (
        f"/admin/sites/site/{site.pk}/"
        if path in {"verify/", "sync-now/"}
        else f"/admin/syncjobs/syncjob/{job.pk}/"
    )
    assert administrator.get(of + path).status_code == 405


def test_it_sends_strangers_to_the_sign_in(client: Client, site: Site, job: SyncJob) -> None:
    before = everything()
    for path in looked_at(site, job) + changing(site, job) + ["/admin/sites/site/join/"]:
        for response in (client.get(path), client.post(path, {"reason": "x"})):
            assert response.status_code == 302, path
            assert response.headers["Location"].startswith("/admin/login/?next=/admin/")
    assert everything() == before


def test_it_refuses_people_without_a_role(client: Client, site: Site, job: SyncJob) -> None:
    client.force_login(User.objects.create(username="Nobody", is_staff=True))
    for path in looked_at(site, job)[1:]:
        assert client.get(path).status_code == 403, path
    assert b"Central server" not in client.get("/admin/").content


def test_it_needs_the_token_of_the_form(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create(username="Alice", is_staff=True, is_superuser=True))
    for act in ("disable", "verify"):
        path = f"/admin/sites/site/{site.pk}/{act}/"
        assert client.post(path, {"reason": "Forged"}).status_code == 403
    assert not SyncJob.objects.exists()


def test_it_shows_no_hash_on_any_page(site: Site, job: SyncJob) -> None:
    client = Client()
    person = User.objects.create_superuser("root", password="a long phrase for root")
    client.force_login(person)
    people = [f"/admin/auth/user/{person.pk}/change/", "/admin/auth/user/"]
    for path in looked_at(site, job) + people:
        page = client.get(path).content.decode()
        assert "argon2" not in page, path
        for hashed in (person.password, site.password_hash):
            assert not any(part in page for part in hashed.split("$")[-2:]), path
    assert "It is set. It cannot be shown, only replaced." in client.get(people[0]).content.decode()


def test_it_lets_administrators_do_their_work_but_not_with_people(
    administrator: Client, site: Site
) -> None:
    for path in ("/admin/sites/site/add/", "/admin/sites/store/add/"):
        assert administrator.get(path).status_code == 200
    for path in ("/admin/auth/user/", "/admin/auth/group/"):
        assert administrator.get(path).status_code == 403

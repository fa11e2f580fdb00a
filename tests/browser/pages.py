"""The pages that a person of the admin sees, each brought up as they would bring it up."""

import json
from datetime import timedelta

from django.apps import apps
from django.utils import timezone
from playwright.sync_api import Page

from sites.labels.setting import add_labels
from sites.models import Label, PendingClaim, Role, Site, SiteUser
from syncjobs.choices import STEPS_OF_KIND, JobKind, JobStatus, JobTrigger, StepName, Verdict
from syncjobs.models import (
    JobLine,
    PatientSearch,
    PushedBatch,
    QueuedRecord,
    Record,
    SetAsideRecord,
    SiteQueue,
    StoreMove,
    SyncJob,
    SyncStep,
)
from tests.browser.demonstration import HOSPITAL, path_of
from tests.browser.pages_of_access import PAGES_OF_ACCESS, Opener
from tests.syncjobs.admin.syncs import a_failed_sync, a_sync, begin, finish

CLINIC = "Demo health centre"


def a_failed_job(site: Site) -> SyncJob:
    """A verification whose third step failed after a warning, and whose others never began."""
    now = timezone.now()
    job = SyncJob.objects.create(
        site=site,
        kind=JobKind.VERIFY,
        trigger=JobTrigger.SCHEDULE,
        status="failed",
        attempt=1,
        not_before=now,
        started_at=now - timedelta(seconds=3),
        finished_at=now,
        error_code="central_refuses_connection",
        error_message="The machine is there, but nothing listens on this port. Check the port.",
    )
    verdicts = (Verdict.PASSED, Verdict.WARNING, Verdict.FAILED)
    for name, verdict in zip(STEPS_OF_KIND[JobKind.VERIFY], verdicts, strict=False):
        SyncStep.objects.create(
            job=job,
            attempt=1,
            name=name,
            verdict=verdict,
            started_at=now,
            finished_at=now,
            message='{"id":"00000000-aaaa-bbbb-cccc-000000000000","siteId":12}' * 3,
            advice="Check the port, and that Open mSupply is running there.",
        )
    for number in range(3):
        JobLine.objects.create(job=job, attempt=1, at=now, text=f"Asked http://a.org {number}")
    return job


def syncs_to_look_at(site: Site) -> None:
    """A sync of the site that is followed, and one of another site that failed."""
    job = a_sync(site, JobStatus.FOLLOWING)
    begin(job, StepName.PREPARE)
    finish(job, StepName.PREPARE)
    begin(job, StepName.PULL_CENTRAL, 12_345, 94_000)
    Site.objects.filter(pk=site.pk).update(initialisation_status="completed")
    a_failed_sync(Site.objects.get(name=CLINIC))


def records_to_look_at(site: Site) -> None:
    """A record with lines, something set aside, a batch, a move that waits, a job with a bar."""
    store = site.stores.get()
    now = timezone.now()
    for table_name, record_id, parent_id in (
        ("Stock_take", "7F3A0C", None),
        ("Stock_take_lines", "7F3A0D", "7F3A0C"),
    ):
        Record.objects.create(
            table_name=table_name,
            record_id=record_id,
            parent_id=parent_id,
            owner_store=store,
            author_site_id=site.pk,
            data=json.dumps({"ID": record_id, "store_ID": store.pk, "comment": "Counted " * 40}),
            changed_at=now,
        )
    SiteQueue.objects.create(site=site, length=1_234)
    queued = Record.objects.get(record_id="7F3A0C")
    QueuedRecord.objects.create(site=site, record=queued, action="update")
    PushedBatch.objects.create(site=site, record_count=1, body='{"data": [{"tableName": "unit"}]}')
    SetAsideRecord.objects.create(
        site=site,
        table_name="odd_table",
        record_id="00000000-aaaa-bbbb-cccc-000000000000",
        action="Update",
        data=json.dumps({"ID": "odd", "text": "x" * 300}),
        reason_code="unknown_table",
        reason="The portal does not know the table 'odd_table'.",
        advice="A newer portal may know it; try the record again after its upgrade.",
        set_aside_at=now,
    )
    PatientSearch.objects.create(
        kind="search",
        site=site,
        site_name=site.name,
        address="192.0.2.7",
        asked={"last_name": f"@{'okoro' * 18}@", "dob": "1990-05-01"},
        result_count=3,
    )
    PendingClaim.objects.create(
        site=site,
        hardware_id="00000000-aaaa-bbbb-cccc-000000000000" * 2,
        address="2001:db8:1234:5678:9abc:def0:1234:5678",
        first_at=now,
        last_at=now,
    )
    to_site = Site.objects.exclude(pk=site.pk).order_by("pk").first()
    assert to_site is not None
    StoreMove.objects.create(store=store, from_site=site, to_site=to_site)


def a_running_job(site: Site) -> SyncJob:
    """An initialisation that queues records; the reaper would look for its sign of life later."""
    now = timezone.now()
    job = SyncJob.objects.create(
        site=site,
        kind=JobKind.INITIALISE,
        trigger=JobTrigger.SITE,
        status="running",
        attempt=1,
        not_before=now,
        started_at=now,
        heartbeat_at=now,
    )
    SyncStep.objects.create(
        job=job, attempt=1, name=StepName.QUEUE_RECORDS, started_at=now, done=12_345, total=50_000
    )
    return job


def at(path: str) -> Opener:
    """A page that has an address."""
    return lambda page, root: page.goto(root + path)


def at_site(act: str) -> Opener:
    """A page of the hospital."""
    return lambda page, root: page.goto(root + path_of(Site.objects.get(name=HOSPITAL), act))


def at_failed_sync(page: Page, root: str) -> None:
    """The page of the site whose sync failed, with the full text of the error."""
    page.goto(root + path_of(Site.objects.get(name=CLINIC)))
    page.get_by_text("What the site itself said").click()


def at_before_saving(page: Page, root: str) -> None:
    """The page that says what another central URL does."""
    page.goto(root + path_of(Site.objects.central().get()))
    page.get_by_label("URL:", exact=True).fill("https://elsewhere.example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#impact-summary").wait_for()


def at_job(page: Page, root: str) -> None:
    """The page of the failed job."""
    job = SyncJob.objects.get(status="failed", kind=JobKind.VERIFY)
    page.goto(f"{root}/admin/syncjobs/syncjob/{job.pk}/change/")


def at_progress(page: Page, root: str) -> None:
    """The page of the job that runs."""
    job = SyncJob.objects.get(status="running")
    page.goto(f"{root}/admin/syncjobs/syncjob/{job.pk}/change/")
    page.locator("progress").wait_for()


def at_row(name: str, act: str = "change") -> Opener:
    """The page of the first row of a table, or of one of its acts."""

    def open_page(page: Page, root: str) -> None:
        row = apps.get_model("syncjobs", name).objects.order_by("pk").last()
        page.goto(f"{root}/admin/syncjobs/{name}/{row.pk}/{act}/")

    return open_page


def at_many_to_discard(page: Page, root: str) -> None:
    """The page that asks for the reason, reached from the list."""
    page.goto(f"{root}/admin/syncjobs/setasiderecord/")
    page.locator("input[name=_selected_action]").first.check()
    page.locator("select[name=action]").select_option("discard")
    page.get_by_role("button", name="Go").click()
    page.locator(".consequence").wait_for()


def labels_to_look_at() -> None:
    """Labels of two groups and of none, on some of the sites."""
    sites = list(Site.objects.order_by("pk").values_list("pk", flat=True))
    add_labels(sites[:2], ["region: north", "solar power"])
    add_labels(sites[1:], ["district: one that has a very long name and some more of it"])


def at_many_to_label(page: Page, root: str) -> None:
    """The page that asks for labels, reached from the list of sites."""
    page.goto(f"{root}/admin/sites/site/")
    page.locator("input[name=_selected_action]").first.check()
    page.locator("select[name=action]").select_option("add_labels")
    page.get_by_role("button", name="Go").click()
    page.locator(".consequence").wait_for()


def at_labels_to_import(page: Page, root: str) -> None:
    """The page that says what a file of labels does."""
    page.goto(f"{root}/admin/sites/site/import-labels/")
    content = f"site,labels\n{HOSPITAL},region: north;a new one\n".encode()
    page.locator("#id_file").set_input_files(
        {"name": "labels.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Look what it does").click()
    page.locator("#planned-lines").wait_for()


def at_label(page: Page, root: str) -> None:
    """The page of a label that sites have."""
    page.goto(f"{root}/admin/sites/label/{Label.objects.earliest('pk').pk}/change/")


def at_many_to_schedule(page: Page, root: str) -> None:
    """The page that asks for a schedule, reached from the list of sites."""
    page.goto(f"{root}/admin/sites/site/")
    page.locator("input[name=_selected_action]").first.check()
    page.locator("select[name=action]").select_option("set_schedules")
    page.get_by_role("button", name="Go").click()
    page.locator(".consequence").wait_for()


def at_secret(page: Page, root: str) -> None:
    """The page that shows with what the messages of the webhook are signed."""
    at_row("alertchannel")(page, root)
    page.get_by_role("button", name="Show the signing secret").click()
    page.locator("#secret").wait_for()


def at_user(act: str) -> Opener:
    """The page of a user of sites, or of one of the acts."""

    def open_page(page: Page, root: str) -> None:
        page.goto(f"{root}/admin/sites/siteuser/{SiteUser.objects.get().pk}/{act}/")

    return open_page


def at_many_users(act: str) -> Opener:
    """The page that an act on users asks on, reached from their list."""

    def open_page(page: Page, root: str) -> None:
        page.goto(f"{root}/admin/sites/siteuser/")
        page.locator("input[name=_selected_action]").first.check()
        page.locator("select[name=action]").select_option(act)
        page.get_by_role("button", name="Go").click()
        page.locator(".consequence").wait_for()

    return open_page


def at_passwords_of_many(page: Page, root: str) -> None:
    """The page that shows a new password of a user."""
    at_many_users("new_passwords")(page, root)
    page.get_by_role("button", name="Set new passwords").click()
    page.locator("#password").wait_for()


def at_users_to_import(page: Page, root: str) -> None:
    """The page that says what a file of users does."""
    page.goto(f"{root}/admin/sites/siteuser/import/")
    content = b"name,first_name,stores\nbela,Bela,DEMO-HOSP\n"
    page.locator("#id_file").set_input_files(
        {"name": "users.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Look what it does").click()
    page.locator("#planned-lines").wait_for()


def at_role(page: Page, root: str) -> None:
    """The page of a role that somebody holds."""
    page.goto(f"{root}/admin/sites/role/{Role.objects.get().pk}/change/")


def at_store(page: Page, root: str) -> None:
    """The page of a store."""
    site = Site.objects.get(name=HOSPITAL)
    page.goto(f"{root}/admin/sites/store/{site.stores.get().pk}/change/")


def at_store_history(page: Page, root: str) -> None:
    """What is kept of a store."""
    site = Site.objects.get(name=HOSPITAL)
    page.goto(f"{root}/admin/sites/store/{site.stores.get().pk}/history/")


def at_central(act: str) -> Opener:
    """A page of the central server."""
    return lambda page, root: page.goto(root + path_of(Site.objects.central().get(), act))


def at_new_device(page: Page, root: str) -> None:
    """The page that asks whether a second device takes the place of the bound one."""
    claim = PendingClaim.objects.get()
    page.goto(root + path_of(claim.site, f"accept-device/{claim.pk}"))


def at_label_to_delete(page: Page, root: str) -> None:
    """The page that says how many sites lose the label."""
    page.goto(f"{root}/admin/sites/label/{Label.objects.earliest('pk').pk}/delete/")


def at_password(page: Page, root: str) -> None:
    """The page that shows a new password."""
    at_site("set-password")(page, root)
    page.get_by_role("button", name="Set a new password").click()
    page.locator("#password").wait_for()


def at_errors_of_a_new_site(page: Page, root: str) -> None:
    """The short form of a new site with what is wrong."""
    page.goto(f"{root}/admin/sites/site/new/")
    page.locator("#id_store_name_0").fill("Lakeside store")
    page.get_by_role("button", name="Make the site").click()
    page.locator(".errornote").wait_for()


def choose_sites(page: Page, root: str, content: str) -> None:
    """Has a file of new sites looked at."""
    page.goto(f"{root}/admin/sites/site/new/file/")
    page.locator("#id_file").set_input_files(
        {"name": "sites.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Look what it does").click()


def at_bad_sites(page: Page, root: str) -> None:
    """The page that says what is wrong with a file of new sites."""
    choose_sites(page, root, f"name,stores\n{HOSPITAL},NEW:New store\nPost,NONE\nOther,A:A\n")
    page.locator("#bad-lines").wait_for()


def at_cards(page: Page, root: str) -> None:
    """The page with the cards of new sites, made anew each time."""
    number = Site.objects.count()
    names = [f"Health post {number + more} of the northern district" for more in range(5)]
    choose_sites(page, root, "name\n" + "\n".join(names))
    page.get_by_role("button", name="Make the sites").click()
    page.locator(".site-card").first.wait_for()


def at_errors(page: Page, root: str) -> None:
    """The form of a new site with all its errors."""
    page.goto(f"{root}/admin/sites/site/add/")
    page.locator("#id_url").fill("no-scheme")
    page.locator("#id_stores-0-code").fill("X")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".errornote").wait_for()


PAGES: dict[str, Opener] = {
    "overview": at("/admin/"),
    "sites": at("/admin/sites/site/"),
    "add a site": at("/admin/sites/site/add/"),
    "new site": at("/admin/sites/site/new/"),
    "errors of a new site": at_errors_of_a_new_site,
    "file of new sites": at("/admin/sites/site/new/file/"),
    "bad sites of a file": at_bad_sites,
    "cards": at_cards,
    "card": at_site("card"),
    "before saving": at_before_saving,
    "errors": at_errors,
    "site": at_site("change"),
    "failed sync": at_failed_sync,
    "large code": at("/admin/sites/site/qr/portal/"),
    "initialise again": at_site("initialise"),
    "history": at_site("history"),
    "act": at_site("make-central"),
    "delete": at_site("delete"),
    "password": at_password,
    "stores": at("/admin/sites/store/"),
    "store": at_store,
    "jobs": at("/admin/syncjobs/syncjob/"),
    "job": at_job,
    "progress": at_progress,
    "records": at("/admin/syncjobs/record/"),
    "records of a table": at("/admin/syncjobs/record/?table=Stock_take&q=7F3A"),
    "record": at_row("record"),
    "set aside": at("/admin/syncjobs/setasiderecord/"),
    "set aside record": at_row("setasiderecord"),
    "discard": at_row("setasiderecord", "discard"),
    "discard many": at_many_to_discard,
    "pushed batches": at("/admin/syncjobs/pushedbatch/"),
    "pushed batch": at_row("pushedbatch"),
    "patient searches": at("/admin/syncjobs/patientsearch/"),
    "patient search": at_row("patientsearch"),
    "moves": at("/admin/syncjobs/storemove/"),
    "move": at_row("storemove"),
    "force": at_row("storemove", "force"),
    "schedules": at("/admin/syncjobs/schedule/"),
    "set a schedule": at_site("schedule"),
    "remove a schedule": at_site("schedule/sync/remove"),
    "schedules of many": at_many_to_schedule,
    "alert channels": at("/admin/syncjobs/alertchannel/"),
    "add an alert channel": at("/admin/syncjobs/alertchannel/add/"),
    "alert channel": at_row("alertchannel"),
    "signing secret": at_secret,
    "alert deliveries": at("/admin/syncjobs/alertdelivery/"),
    "alert delivery": at_row("alertdelivery"),
    "users of sites": at("/admin/sites/siteuser/"),
    "add a user of sites": at("/admin/sites/siteuser/add/"),
    "user of sites": at_user("change"),
    "history of a user": at_user("history"),
    "password of a user": at_user("set-password"),
    "role for many": at_many_users("give_role"),
    "passwords of many": at_passwords_of_many,
    "import users": at("/admin/sites/siteuser/import/"),
    "users to import": at_users_to_import,
    "labels": at("/admin/sites/label/"),
    "label": at_label,
    "labels for many": at_many_to_label,
    "import labels": at("/admin/sites/site/import-labels/"),
    "labels to import": at_labels_to_import,
    "roles at sites": at("/admin/sites/role/"),
    "add a role": at("/admin/sites/role/add/"),
    "role": at_role,
    "all changes": at("/admin/history/"),
    "add a store": at("/admin/sites/store/add/"),
    "history of a store": at_store_history,
    "new device": at_new_device,
    "disable": at_site("disable"),
    "take the tick away": at_central("take-tick-away"),
    "reset hardware ID": at_site("reset-hardware-id"),
    "delete a label": at_label_to_delete,
    "sites with a label": at("/admin/sites/site/?label=region: north"),
    "help": at("/admin/help/"),
    "section of the sites": at("/admin/sites/"),
    **PAGES_OF_ACCESS,
}

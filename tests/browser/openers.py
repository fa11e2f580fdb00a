"""How a person brings up the pages that have no address of their own."""

from collections.abc import Callable

from django.apps import apps
from playwright.sync_api import Page

from sites.models import Label, PendingClaim, Role, Site, SiteUser
from syncjobs.choices import JobKind
from syncjobs.models import SyncJob
from tests.browser.demonstration import CLINIC, HOSPITAL, path_of

Opener = Callable[[Page, str], object]


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


def at_row(model: str, act: str = "change") -> Opener:
    """The page of the newest row of a table, or of one of its acts."""

    def open_page(page: Page, root: str) -> None:
        row = apps.get_model(model).objects.latest("pk")
        page.goto(f"{root}/admin/{model.lower().replace('.', '/')}/{row.pk}/{act}/")

    return open_page


def look_at_file(page: Page, address: str, content: str) -> None:
    """Gives a page that imports a CSV file to look at."""
    page.goto(address)
    page.locator("#id_file").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Look what it does").click()


def at_labels_to_import(page: Page, root: str) -> None:
    """The page that says what a file of labels does."""
    content = f"site,labels\n{HOSPITAL},region: north;a new one\n"
    look_at_file(page, f"{root}/admin/sites/site/import-labels/", content)
    page.locator("#planned-lines").wait_for()


def at_label(page: Page, root: str) -> None:
    """The page of a label that sites have."""
    page.goto(f"{root}/admin/sites/label/{Label.objects.earliest('pk').pk}/change/")


def at_many(rows: str, act: str) -> Opener:
    """The page that an act on selected rows asks on, reached from their list."""

    def open_page(page: Page, root: str) -> None:
        page.goto(f"{root}/admin/{rows}/")
        page.locator("input[name=_selected_action]").first.check()
        page.locator("select[name=action]").select_option(act)
        page.get_by_role("button", name="Go").click()
        page.locator(".consequence").wait_for()

    return open_page


def at_secret(page: Page, root: str) -> None:
    """The page that shows with what the messages of the webhook are signed."""
    at_row("syncjobs.AlertChannel")(page, root)
    page.get_by_role("button", name="Show the signing secret").click()
    page.locator("#secret").wait_for()


def at_user(act: str) -> Opener:
    """The page of a user of sites, or of one of the acts."""

    def open_page(page: Page, root: str) -> None:
        page.goto(f"{root}/admin/sites/siteuser/{SiteUser.objects.get().pk}/{act}/")

    return open_page


def at_passwords_of_many(page: Page, root: str) -> None:
    """The page that shows a new password of a user."""
    at_many("sites/siteuser", "new_passwords")(page, root)
    page.get_by_role("button", name="Set new passwords").click()
    page.locator("#password").wait_for()


def at_users_to_import(page: Page, root: str) -> None:
    """The page that says what a file of users does."""
    content = "name,first_name,stores\nbela,Bela,DEMO-HOSP\n"
    look_at_file(page, f"{root}/admin/sites/siteuser/import/", content)
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
    look_at_file(page, f"{root}/admin/sites/site/new/file/", content)


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


def at_new_token(page: Page, root: str) -> None:
    """The page that shows a new token of the REST API."""
    page.goto(f"{root}/admin/portal/apitoken/add/")
    page.locator("#id_name").fill("Nightly registration")
    page.locator("#id_sites").select_option("write")
    page.get_by_role("button", name="Create an API token").click()
    page.locator("#secret").wait_for()


def at_api_documentation(page: Page, root: str) -> None:
    """The page of the REST API, with a call opened."""
    page.goto(f"{root}/api/v1/docs/")
    page.locator("#operations-sites-sites_create").get_by_text("Register a site").click()
    page.get_by_role("button", name="Try it out").wait_for()

"""Who signs in and with what, as pages to look at: people, phones, tokens, lockouts, the API."""

from collections.abc import Callable
from datetime import timedelta

from django.apps import apps
from django.utils import timezone
from playwright.sync_api import Page

from sites.models import LoginLockout, Site, SiteLogin, SiteUser
from tests.browser.signed_in import an_administrator

Opener = Callable[[Page, str], object]
# What somebody types in the place of the name may be anything.
LONG_NAME = "somebody-who-pasted-a-very-long-line-" * 2


def access_to_look_at(site: Site) -> None:
    """A token, wrong sign-ins, a login at the site and a lockout there."""
    now, person = timezone.now(), an_administrator()
    apps.get_model("auth", "Group").objects.get_or_create(name="Viewers")
    apps.get_model("portal", "ApiToken").objects.create(
        name="Registration of the northern region, every night",
        person=person,
        digest="0" * 64,
        scopes=["sites:write", "stores:write", "set-aside:read"],
        created_at=now,
        created_by=person,
        expires_at=now + timedelta(days=30),
    )
    for name, failures in ((person.username, 5), (LONG_NAME, 1)):
        apps.get_model("portal", "SignInLockout").objects.create(
            username=name,
            ip_address="2001:db8:1234:5678::1",
            attempt_time=now,
            failures_since_start=failures,
            user_agent="",
            http_accept="",
            path_info="/admin/login/",
            get_data="",
            post_data="",
        )
    SiteLogin.objects.create(
        user=SiteUser.objects.first(),
        name=LONG_NAME,
        site=site,
        count=12,
        site_name=site.name,
        address="192.0.2.7",
        outcome="wrong_password",
        at=now,
        last_at=now,
    )
    LoginLockout.objects.create(
        key="key",
        kind="name_and_address",
        name=LONG_NAME,
        address="192.0.2.7",
        failures=5,
        since=now,
        until=now + timedelta(minutes=10),
    )


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


def _at(path: str) -> Opener:
    return lambda page, root: page.goto(root + path)


def _at_row(model: str, act: str = "change") -> Opener:
    """The page of the oldest row of a table, or of one of its acts."""

    def open_page(page: Page, root: str) -> None:
        row = apps.get_model(model).objects.earliest("pk")
        page.goto(f"{root}/admin/{model.lower().replace('.', '/')}/{row.pk}/{act}/")

    return open_page


PAGES_OF_ACCESS: dict[str, Opener] = {
    "people": _at("/admin/auth/user/"),
    "add a person": _at("/admin/auth/user/add/"),
    "person": _at_row("auth.User"),
    "password of a person": _at_row("auth.User", "password"),
    "sign a person out": _at_row("auth.User", "sign-out"),
    "reset two-factor": _at_row("auth.User", "reset-two-factor"),
    "groups of people": _at("/admin/auth/group/"),
    "group of people": _at_row("auth.Group"),
    "own password": _at("/admin/password_change/"),
    "account": _at("/admin/account/"),
    "phone to set up": _at("/admin/account/two-factor/"),
    "turn off": _at("/admin/account/two-factor/off/"),
    "wrong sign-ins": _at("/admin/portal/signinlockout/"),
    "wrong sign-in": _at_row("portal.SignInLockout"),
    "create an API token": _at("/admin/portal/apitoken/add/"),
    "new API token": at_new_token,
    "API tokens": _at("/admin/portal/apitoken/"),
    "API token": _at_row("portal.ApiToken"),
    "REST API": at_api_documentation,
    "logins at sites": _at("/admin/sites/sitelogin/"),
    "login at a site": _at_row("sites.SiteLogin"),
    "lockouts at sites": _at("/admin/sites/loginlockout/"),
    "lockout at sites": _at_row("sites.LoginLockout"),
}

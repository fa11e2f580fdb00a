"""Who signs in and with what, as rows to look at: people, tokens, wrong sign-ins, lockouts."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from sites.models import LoginLockout, Site, SiteLogin, SiteUser
from tests.browser.signed_in import an_administrator

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

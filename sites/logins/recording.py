"""Writing down logins at sites, so that a flood of them writes next to nothing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sites.bounded_memory import BoundedMemory
from sites.choices import LoginOutcome
from sites.logins.counting_memory import CountingMemory
from sites.logins.typed_names import readable, shortened
from sites.models import Site, SiteLogin, SiteUser
from sites.names import name_key

# The same again within this time is counted in one row.
SAME_WITHIN: Final = timedelta(minutes=1)
# So many names that nobody has are written in a minute by one process, the rest in one row.
MOST_UNKNOWN: Final = 300
SEVERAL_NAMES: Final = "(several names)"
DELETED_AT_ONCE: Final = 10_000
ENTRIES: Final = 10_000

_unknown_names = CountingMemory(1)
_written = BoundedMemory(ENTRIES, SAME_WITHIN.total_seconds())


@dataclass(frozen=True, slots=True)
class LoginTry:
    """A try to log in: the name as it was typed, and where. Its text form leaves the name out.

    `public_name` is the name when it is known to be one, and nobody's secret.
    """

    name: str
    site_name: str
    address: str
    public_name: str = ""

    def __repr__(self) -> str:
        return f"LoginTry(site_name={self.site_name!r}, address={self.address!r})"


def shown_name(tried: LoginTry, user: SiteUser | None) -> str:
    """What may be written down of the name."""
    return user.name if user else tried.public_name or shortened(tried.name)


def site_of(tried: LoginTry) -> Site | None:
    """The site that the caller says it is."""
    # PostgreSQL takes no such text, and no site's name has such a character.
    if not tried.site_name or "\0" in tried.site_name:
        return None
    return Site.objects.filter(name_key=name_key(tried.site_name)).first()


@transaction.atomic
def write_let_in(tried: LoginTry, user: SiteUser, outcome: LoginOutcome, site: Site | None) -> None:
    """Writes down that the user was let in, and when, on the user as well."""
    _write(tried, user, user.name, outcome, site)
    SiteUser.objects.filter(pk=user.pk).update(last_login_at=timezone.now())


@transaction.atomic
def write_failure(tried: LoginTry, user: SiteUser | None, outcome: LoginOutcome) -> None:
    """Writes down that a login failed.

    Of names that nobody has there is no end, so beyond a number a minute they share one row.
    """
    if user is None and _unknown_names.add("", SAME_WITHIN.total_seconds()) > MOST_UNKNOWN:
        _write(LoginTry("", "", ""), None, SEVERAL_NAMES, outcome, None)
        return
    _write(tried, user, shown_name(tried, user), outcome, site_of(tried))


def write_left_to_site(tried: LoginTry, user: SiteUser | None, outcome: LoginOutcome) -> None:
    """Writes down that the site was left to decide.

    Once a minute for each address and name, as far as that is shown: before the move is over it may
    happen at every login in a country.
    """
    if _is_first(f"{outcome}\0{shown_name(tried, user)}\0{tried.address}"):
        write_failure(tried, user, outcome)


def write_locked_out(tried: LoginTry, lockout_id: int) -> None:
    """Writes down, once a minute for each lockout, that a try was refused.

    A flood of such tries costs no query here: that is what lockouts are for.
    """
    if _is_first(f"lockout\0{lockout_id}"):
        write_failure(tried, find_user(tried.name), LoginOutcome.LOCKED_OUT)


def find_user(name: str) -> SiteUser | None:
    """The user of sites with this name, or None."""
    # PostgreSQL takes no such text, and no user's name has such a character.
    if "\0" in name:
        return None
    return SiteUser.objects.filter(name_key=name_key(name)).first()


def prune_logins() -> int:
    """Deletes what was written down more than LOGIN_RETENTION_DAYS ago; returns how many rows."""
    limit = timezone.now() - timedelta(days=settings.LOGIN_RETENTION_DAYS)
    old = SiteLogin.objects.filter(at__lt=limit).order_by("at").values("pk")[:DELETED_AT_ONCE]
    deleted = 0
    while count := SiteLogin.objects.filter(pk__in=old).delete()[0]:
        deleted += count
    return deleted


def forget_in_process() -> None:
    """Forgets what this process has written, as a restart does."""
    _unknown_names.clear()
    _written.clear()


def _is_first(mark: str) -> bool:
    """Whether this process has not written what `mark` stands for within the last minute."""
    if mark in _written:
        return False
    _written.add(mark)
    return True


def _write(
    tried: LoginTry, user: SiteUser | None, name: str, outcome: LoginOutcome, site: Site | None
) -> None:
    now = timezone.now()
    row = {
        "address": tried.address,
        "user": user,
        "name": name,
        "site": site,
        "site_name": site.name if site else readable(tried.site_name),
        "outcome": outcome,
    }
    same = SiteLogin.objects.filter(**row, at__gte=now - SAME_WITHIN)
    if not same.update(count=F("count") + 1, last_at=now):
        SiteLogin.objects.create(**row, at=now, last_at=now)

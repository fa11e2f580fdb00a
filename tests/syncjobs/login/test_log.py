"""Who logged in where and when, and who tried: written down in few rows."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.choices import LoginOutcome
from sites.logins.lockouts import lift, prune_lockouts
from sites.logins.recording import prune_logins
from sites.logins.typed_names import readable, shortened
from sites.models import LoginLockout, SiteLogin, Store
from syncjobs.one_time_logins import PORTAL_USERNAME, issue_one_time_login
from syncjobs.tasks import prune
from tests.support.people import ADMINISTRATORS, person
from tests.syncjobs.far_side import a_site
from tests.syncjobs.login.people import ELSEWHERE, HOSPITAL, a_user, enter, guess, log_in

pytestmark = pytest.mark.django_db


def outcomes() -> list[tuple[str, str]]:
    return list(SiteLogin.objects.order_by("id").values_list("name", "outcome"))


def test_it_writes_who_was_let_in_where_and_when() -> None:
    before, site, user = timezone.now(), a_site(), a_user()
    enter(user, site.stores.get())
    log_in("amina", siteName="district 12")
    row = SiteLogin.objects.get()
    assert (row.user, row.name, row.site, row.site_name) == (user, "Amina", site, "District 12")
    assert (row.address, row.outcome, row.count) == (HOSPITAL, LoginOutcome.LET_IN, 1)
    assert before <= row.at <= row.last_at <= timezone.now()
    assert str(row) == "Amina, let in"


def test_it_writes_why_nobody_was_let_in() -> None:
    a_user()
    a_user("Idle", is_active=False)
    guess(1)
    guess(1, "Idle")
    guess(1, "Nobody")
    guess(1, PORTAL_USERNAME)
    assert outcomes() == [
        ("Amina", "wrong_password"),
        ("Idle", "inactive"),
        ("No… (6 characters)", "unknown_name"),
        (PORTAL_USERNAME, "wrong_password"),
    ]


def test_it_writes_that_the_user_has_no_store_at_that_site() -> None:
    a_site()
    enter(a_user(), Store.objects.create(code="ELSEWHERE"))
    log_in()
    assert SiteLogin.objects.get().outcome == LoginOutcome.NO_STORE


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (None, ""),
        ("Nowhere", "Nowhere"),
        ("a\0b\n\N{RIGHT-TO-LEFT OVERRIDE}", "ab"),
        ("x" * 999, "x" * 100),
    ],
)
def test_it_keeps_what_the_caller_calls_itself(said: str | None, kept: str) -> None:
    a_user()
    log_in(siteName=said)
    row = SiteLogin.objects.get()
    assert (row.site, row.site_name, row.outcome) == (None, kept, LoginOutcome.LET_IN)


def test_it_writes_of_every_lockout_that_it_refused(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 2
    a_user()
    alice = person("Alice", ADMINISTRATORS)
    for _ in range(2):
        guess(2)
        assert log_in().status_code == 403
        lift(LoginLockout.objects.latest("id").pk, alice)
    refused = SiteLogin.objects.filter(outcome=LoginOutcome.LOCKED_OUT)
    assert refused.aggregate(times=Sum("count")) == {"times": 2}


def test_it_counts_the_same_again_within_a_minute_in_one_row(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 99
    a_user()
    guess(5)
    log_in()
    log_in()
    guess(1, address=ELSEWHERE)
    assert list(SiteLogin.objects.order_by("id").values_list("outcome", "count")) == [
        ("wrong_password", 5),
        ("let_in", 2),
        ("wrong_password", 1),
    ]
    SiteLogin.objects.update(at=timezone.now() - timedelta(minutes=2))
    guess(1)
    assert SiteLogin.objects.count() == 4


def test_it_writes_once_a_minute_that_somebody_is_locked_out(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 2
    a_user()
    guess(9)
    assert list(SiteLogin.objects.order_by("id").values_list("outcome", "count")) == [
        ("wrong_password", 2),
        ("locked_out", 1),
    ]


def test_it_writes_ever_new_names_in_few_rows(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sites.logins.recording.MOST_UNKNOWN", 4)
    settings.LOGIN_LIMIT_OF_ADDRESS = 12
    a_user()
    for number in range(16):
        guess(1, f"{number:02} guess")
    assert SiteLogin.objects.count() <= 6
    failed = SiteLogin.objects.filter(outcome=LoginOutcome.UNKNOWN_NAME)
    assert failed.aggregate(sum=Sum("count"))["sum"] == 12
    several = failed.get(address="")
    assert (several.name, several.count) == ("(several names)", 8)


def test_it_writes_nothing_of_the_portals_own_logins() -> None:
    # Each has a job that tells more.
    password = issue_one_time_login(a_site().pk)
    assert log_in(PORTAL_USERNAME, password).status_code == 200
    assert not SiteLogin.objects.exists()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Sunshine-2026!", "Su… (14 characters)"),
        (" x ", "x… (1 character)"),
        ("  ", "(empty)"),
        ("\0\n", "(empty)"),
        ("\ud800secret", "se… (7 characters)"),
        ("y" * 9_000, "yy… (9000 characters)"),
    ],
)
def test_it_shortens_what_is_nobodys_name(typed: str, kept: str) -> None:
    assert shortened(typed) == kept


@pytest.mark.any_database
def test_it_reads_no_more_of_a_text_than_it_shows() -> None:
    assert readable("a\u0301" * 1_000, 10) == "á" * 10


def test_it_prunes_what_is_older_than_the_retention(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sites.logins.recording.DELETED_AT_ONCE", 2)
    settings.LOGIN_LIMIT = 1
    settings.LOGIN_RETENTION_DAYS = 30
    a_user()
    for number in range(5):
        guess(1, address=f"192.0.2.{number}")
    long_ago = timezone.now() - timedelta(days=31)
    assert (prune_logins(), prune_lockouts()) == (0, 0)
    kept = SiteLogin.objects.latest("id")
    SiteLogin.objects.exclude(pk=kept.pk).update(at=long_ago)
    LoginLockout.objects.exclude(address=kept.address).update(until=long_ago)
    prune()
    assert [row.pk for row in SiteLogin.objects.all()] == [kept.pk]
    assert LoginLockout.objects.get().address == kept.address


def test_it_keeps_the_log_of_a_user_who_is_deleted() -> None:
    user = a_user()
    log_in()
    user.delete()
    row = SiteLogin.objects.get()
    assert (row.user, row.name) == (None, "Amina")

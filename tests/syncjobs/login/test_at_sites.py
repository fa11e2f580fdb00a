"""People log in at simulated sites that sync with the running portal."""

import pytest
from django.utils import timezone

from sites.choices import LoginOutcome
from sites.logins.lockouts import lift
from sites.models import LoginLockout, Role, SiteLogin, SiteUser
from sites.site_users.password_setting import set_user_password
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.people.logging_in import LoginError
from syncjobs.user_register import save_user, set_active
from tests.support.people import ADMINISTRATORS, person
from tests.syncjobs.exchange.two_sites import Sites, store_of
from tests.syncjobs.exchange.two_sites import sites as sites
from tests.syncjobs.login.people import PASSWORD, enter

pytestmark = pytest.mark.django_db(transaction=True)


def a_registered_user(password: str = PASSWORD) -> SiteUser:
    """Amina, a storekeeper at the site One and nowhere else."""
    user = SiteUser(name="Amina", language=1)
    save_user(user)
    if password:
        set_user_password(user, password)
    keeper, _ = Role.objects.get_or_create(name="Storekeeper", permissions=[43, 156])
    enter(user, store_of("One"), keeper, is_default=True)
    return user


def error_at(site: SimulatedSite, password: str = PASSWORD) -> LoginError | None:
    return site.log_in("amina", password).error


def test_a_user_logs_in_where_a_store_of_theirs_is(sites: Sites) -> None:
    one, two = sites.initialised("One", "Two")
    user = a_registered_user()
    outcome = one.log_in("amina", PASSWORD)
    assert (outcome.error, outcome.user_name, outcome.is_cached) == (None, "Amina", False)
    (store,) = outcome.stores
    assert (store.code, store.is_default) == ("One", True)
    assert {43, 156} <= set(store.permissions)
    assert error_at(two) is LoginError.NO_SITE_ACCESS
    assert error_at(one, "wrong") is LoginError.INVALID_CREDENTIALS
    written = SiteLogin.objects.order_by("id").values_list("site__name", "outcome")
    assert list(written) == [
        ("One", LoginOutcome.LET_IN),
        ("Two", LoginOutcome.NO_STORE),
        ("One", LoginOutcome.WRONG_PASSWORD),
    ]
    set_active([user.pk], is_active=False)
    # Although the site remembers the password.
    assert error_at(one) is LoginError.INVALID_CREDENTIALS


def test_a_user_who_guesses_is_locked_out_until_an_administrator_lifts_it(sites: Sites) -> None:
    (one,) = sites.initialised("One")
    a_registered_user()
    assert error_at(one) is None
    assert {error_at(one, f"wrong {number}") for number in range(5)} == {
        LoginError.INVALID_CREDENTIALS
    }
    outcome = one.log_in("amina", PASSWORD)
    assert outcome.error is LoginError.ACCOUNT_BLOCKED
    left = LoginLockout.objects.get().until - timezone.now()
    assert 0 <= outcome.blocked_milliseconds / 1_000 - left.total_seconds() < 5
    lift(LoginLockout.objects.get().pk, person("Alice", ADMINISTRATORS))
    assert error_at(one) is None


def test_a_country_moves_over_and_nobody_is_kept_from_work(sites: Sites) -> None:
    (one,) = sites.initialised("One")
    a_registered_user()
    assert error_at(one) is None
    # The site knows its people from the time before the portal, and the portal knows nobody.
    SiteUser.objects.all().delete()
    assert is_let_in_by_the_site_itself(one)
    user = a_registered_user(password="")
    assert is_let_in_by_the_site_itself(one)
    set_user_password(user, "another-lamp-on-the-hill")
    assert error_at(one) is LoginError.INVALID_CREDENTIALS


def is_let_in_by_the_site_itself(site: SimulatedSite) -> bool:
    outcome = site.log_in("amina", PASSWORD)
    return outcome.error is None and outcome.is_cached

"""Is the caller the site that it says it is? The order of the checks is the contract's.

1. the name is known;
2. the password fits (remembered, or checked the slow way, or refused after too many wrong ones;
   the one of an old server is checked quickly, and gets its slow hash);
3. the site is not disabled;
4. it hosts an active store;
5. its sync version is one that the portal speaks;
6. the machine is the one that is bound, or becomes it at first contact: last, so that a refused
   call binds nothing.

A call that fails at 3 or later came with the right password, so it is kept as the site's last
refusal; one that fails at 6 as a claim of its machine as well (`sites.claims`).
"""

from functools import partial

from django.conf import settings

from sites.claims import record_claim
from sites.contact import record_contact, record_refusal
from sites.credentials import verify_secret
from sites.errors import (
    ApiVersionIncompatibleError,
    PortalError,
    SiteDisabledError,
    SiteHasNoStoreError,
    SiteIncorrectHardwareIdError,
    SiteIncorrectPasswordError,
    SiteNameNotFoundError,
)
from sites.hardware import bind_hardware_id
from sites.imported_passwords import fits_imported, is_imported, upgrade_imported
from sites.names import name_key
from sites.one_time_credentials import use_one_time_secret
from sites.remembered_credentials import fingerprint, is_remembered, remember
from sites.site_call import Credentials, SiteCall
from sites.site_facts import SiteFacts, facts_by_name_key
from sites.slow_checks import run_in_background, slow_check_place
from sites.wrong_passwords import count_wrong_password, refuse_after_too_many


def authenticate_for_discovery(call: SiteCall) -> SiteFacts:
    """The site that calls, for discovery only: a verification's one-time secret is let in too.

    Raises the errors of `authenticate`.
    """
    facts = _known_site(call.credentials)
    if _is_remembered(facts, call.credentials):
        return _admit(facts, call)
    if _uses_one_time_secret(facts, call):
        refuse_unless_ready(facts)
        _refuse_other_version(call.sync_version)
        return facts
    _check_password(facts, call.credentials, call.address)
    return _admit(facts, call)


def authenticate(call: SiteCall) -> SiteFacts:
    """The site that calls. One query when the credentials are remembered and nothing changed.

    Raises SiteNameNotFoundError, SiteIncorrectPasswordError, TooManyWrongPasswordsError,
    TooManySignInsError, SiteDisabledError, ApiVersionIncompatibleError,
    SiteIncorrectHardwareIdError or SiteHasNoStoreError.
    """
    facts = _known_site(call.credentials)
    if not _is_remembered(facts, call.credentials):
        _check_password(facts, call.credentials, call.address)
    return _admit(facts, call)


def authenticate_by_password(credentials: Credentials, address: str) -> SiteFacts:
    """The site that calls from `address` with nothing but its name and password (protocol 8.3).

    It binds no machine and counts as no contact. Raises the errors of `authenticate` up to the one
    of a site without a store.
    """
    facts = _known_site(credentials)
    if not _is_remembered(facts, credentials):
        _check_password(facts, credentials, address)
    refuse_unless_ready(facts)
    return facts


def refuse_unless_ready(facts: SiteFacts) -> None:
    """Raises what any call of this site would meet now, whoever makes it: disabled, no store."""
    if facts.disabled_at is not None:
        raise SiteDisabledError(facts.disabled_reason)
    if not facts.has_active_store:
        raise SiteHasNoStoreError


def _known_site(credentials: Credentials) -> SiteFacts:
    facts = facts_by_name_key(name_key(credentials.name))
    if facts is None:
        raise SiteNameNotFoundError
    return facts


def _is_remembered(facts: SiteFacts, credentials: Credentials) -> bool:
    return is_remembered(fingerprint(facts.password_hash, credentials.secret))


def _uses_one_time_secret(facts: SiteFacts, call: SiteCall) -> bool:
    # Of many unknown callers nearly none has one, and the question costs as much as the rest.
    return facts.has_one_time_secret and use_one_time_secret(
        facts.id, call.credentials.secret, call.address
    )


def _check_password(facts: SiteFacts, credentials: Credentials, address: str) -> None:
    key = name_key(facts.name)
    refuse_after_too_many(key, address)
    imported = is_imported(facts.password_hash)
    if not (_fits_imported if imported else _fits_slowly)(facts, credentials):
        count_wrong_password(key, address)
        raise SiteIncorrectPasswordError
    if imported:
        upgrade_imported(facts.id, facts.password_hash, credentials.secret)
    else:
        remember(fingerprint(facts.password_hash, credentials.secret))


def _fits_imported(facts: SiteFacts, credentials: Credentials) -> bool:
    return fits_imported(facts.password_hash, credentials.secret)


def _fits_slowly(facts: SiteFacts, credentials: Credentials) -> bool:
    with slow_check_place():
        return run_in_background(partial(verify_secret, facts.password_hash, credentials.secret))


def _admit(facts: SiteFacts, call: SiteCall) -> SiteFacts:
    try:
        refuse_unless_ready(facts)
        _refuse_other_version(call.sync_version)
        _refuse_other_machine(facts, call.hardware_id)
    except PortalError as refusal:
        record_refusal(facts, refusal.code)
        if isinstance(refusal, SiteIncorrectHardwareIdError):
            record_claim(facts, call)
        raise
    record_contact(facts, call)
    return facts


def _refuse_other_version(sync_version: int) -> None:
    minimum, maximum = settings.SYNC_VERSION_MIN, settings.SYNC_VERSION_MAX
    if not minimum <= sync_version <= maximum:
        raise ApiVersionIncompatibleError(minimum, maximum, sync_version)


def _refuse_other_machine(facts: SiteFacts, hardware_id: str) -> None:
    if facts.hardware_id == hardware_id:
        return
    if facts.hardware_id or not bind_hardware_id(facts.id, hardware_id):
        raise SiteIncorrectHardwareIdError

"""Fills the register with the sites of the benchmark, as if they had been calling for weeks."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from benchmarks import calls
from sites.choices import InitialisationStatus
from sites.credentials import hash_secret
from sites.models import Site, Store
from sites.names import name_key
from sites.remembered_credentials import fingerprint, forget_in_process, remember

STORES_PER_SITE = 2
ROWS_AT_ONCE = 2_000
# Longer ago than CONTACT_WRITE_SECONDS: the first call of a cycle writes, the next two do not.
LAST_CYCLE_AGO = timedelta(minutes=5)
CORES = 2


def register_sites(signing_in: range) -> None:
    """Registers all sites with their stores, and one central server.

    The sites numbered in `signing_in` have real password hashes; one for every site would take
    minutes. All others share the hash of a password that none of them has: if a call ever came to
    the slow check, it would be refused and counted as a mistake, so that no figure of remembered
    sites can contain slow checks unseen.
    """
    hashes = _real_hashes(signing_in)
    shared = hash_secret("a password that no site has")
    Site.objects.bulk_create([_central_server()])
    numbers = range(calls.SITES)
    Site.objects.bulk_create(
        (_site(number, hashes.get(number, shared)) for number in numbers), ROWS_AT_ONCE
    )
    Store.objects.bulk_create(
        (store for number in numbers for store in _stores(number)), ROWS_AT_ONCE
    )
    _tidy("VACUUM (ANALYZE) sites_site, sites_store")


def remember_sites(sites: Iterable[int]) -> None:
    """Puts the fingerprints of these sites' credentials into the shared cache."""
    numbers = list(sites)
    ids = [calls.FIRST_ID + number for number in numbers]
    hashes = dict(Site.objects.filter(pk__in=ids).values_list("pk", "password_hash"))
    for number in numbers:
        password_hash = hashes[calls.FIRST_ID + number]
        remember(fingerprint(password_hash, calls.site_secret(number)))
    forget_in_process()


def forget_everybody() -> None:
    """Empties the shared cache."""
    cache.clear()


def let_time_pass() -> None:
    """Makes the last contact of every site as old as at the beginning of its next cycle."""
    long_ago = timezone.now() - LAST_CYCLE_AGO
    Site.objects.filter(last_contact_at__gt=long_ago + timedelta(minutes=1)).update(
        last_contact_at=long_ago, last_attempt_at=long_ago
    )
    _tidy("VACUUM (ANALYZE) sites_site")


def _real_hashes(numbers: range) -> dict[int, str]:
    # argon2 lets other threads run, so that both cores make hashes.
    with ThreadPoolExecutor(CORES) as threads:
        hashes = threads.map(hash_secret, map(calls.site_secret, numbers))
        return dict(zip(numbers, hashes, strict=True))


def _central_server() -> Site:
    name = "Ministry of Health"
    return Site(
        id=calls.CENTRAL_ID,
        name=name,
        name_key=name_key(name),
        url=calls.CENTRAL_URL,
        is_open_msupply_central=True,
    )


def _site(number: int, password_hash: str) -> Site:
    now = timezone.now()
    name = calls.site_name(number)
    return Site(
        id=calls.FIRST_ID + number,
        uuid=calls.site_uuid(number),
        name=name,
        name_key=name_key(name),
        code=f"hc{number:05}",
        password_hash=password_hash,
        password_set_at=now,
        hardware_id=calls.hardware_id(number),
        hardware_id_bound_at=now,
        initialisation_status=InitialisationStatus.COMPLETED,
        app_name=calls.APP_NAME,
        app_version=calls.APP_VERSION,
        sync_version=calls.SYNC_VERSION,
        last_contact_at=now - LAST_CYCLE_AGO,
        last_attempt_at=now - LAST_CYCLE_AGO,
    )


def _stores(number: int) -> Iterable[Store]:
    for count in range(STORES_PER_SITE):
        code = f"HC{number:05}-{count}"
        yield Store(code=code, name=f"Store {code}", site_id=calls.FIRST_ID + number)


def _tidy(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

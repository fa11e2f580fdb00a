"""Many sites at once, written past the rules and past Django, which is slow at it."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, models
from django.utils import timezone

from portal.api_tokens.token_model import ApiToken
from portal.signing_in.lockout_model import SignInLockout
from sites.labels.names import group_of
from sites.models import Label, Site, SiteLabel, Store

VERSIONS = ("2.18.01", "2.19.00", "2.20.0")
HAVE_CALLED = 2_000
# Far from the ids that a database gives out, however many tests have used it.
FIRST_ID = 1_000_000


def many_sites(count: int) -> None:
    """`count` sites with a store each, the first 2,000 of which have called."""
    _insert(Site(created_at=timezone.now()), (_site(number) for number in range(count)))
    _insert(Store(created_at=timezone.now()), (_store(number) for number in range(count)))


def many_labels(site_count: int) -> None:
    """A region, a district and one more label for each of these sites; 1,040 labels."""
    names = [f"region: {n}" for n in range(40)] + [f"district: {n}" for n in range(999)] + ["solar"]
    Label.objects.bulk_create(
        Label(name=name, name_key=name, group_key=group_of(name)) for name in names
    )
    ids = dict(Label.objects.values_list("name", "pk"))
    _insert(
        SiteLabel(),
        (
            {"id": 3 * number + place, "site_id": FIRST_ID + number, "label_id": ids[name]}
            for number in range(site_count)
            for place, name in enumerate(_labels(number), FIRST_ID)
        ),
    )


def _labels(number: int) -> tuple[str, str, str]:
    return f"region: {number % 40}", f"district: {number % 999}", "solar"


def _site(number: int) -> dict[str, Any]:
    name = f"Health post {number:05}"
    row = {"id": FIRST_ID + number, "uuid": uuid.uuid4(), "name": name, "name_key": name.lower()}
    if number >= HAVE_CALLED:
        return row
    return row | {
        "hardware_id": f"machine-{number}",
        "app_name": "Open mSupply Android",
        "app_version": VERSIONS[number % 3],
        "sync_version": 14,
        "last_contact_at": timezone.now() - timedelta(minutes=number),
        # Of every health: some are well, some late, some down, and every fiftieth fails.
        "last_success_at": timezone.now() - timedelta(minutes=3 * number),
        "last_failure_code": "" if number % 50 else "site_went_silent",
    }


def _store(number: int) -> dict[str, Any]:
    identity = {"id": f"STORE{number}", "name_id": f"NAME{number}", "site_id": FIRST_ID + number}
    return identity | {"code": f"S{number:05}", "name": f"Store {number}"}


def _insert(pattern: models.Model, rows: Iterable[dict[str, Any]]) -> None:
    """Inserts copies of `pattern` that differ in what the rows say."""
    fields = pattern._meta.concrete_fields
    same = {field.attname: getattr(pattern, field.attname) for field in fields}
    columns = ", ".join(str(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {pattern._meta.db_table} ({columns}) VALUES ({places})",  # noqa: S608
            [
                [
                    field.get_db_prep_save((same | row)[field.attname], connection)
                    for field in fields
                ]
                for row in rows
            ],
        )


def many_changes(count: int) -> None:
    """A kept change for each of these sites, and for its store."""
    for model, row_of in ((Site, _site), (Store, _store)):
        kept: Any = getattr(model, "history").model  # noqa: B009 - added by simple history
        now = timezone.now()
        _insert(
            kept(history_date=now, history_type="+", door="command", created_at=now),
            (
                row_of(number)
                | {"history_id": FIRST_ID + number, "history_date": now - timedelta(seconds=number)}
                for number in range(count)
            ),
        )


def many_tokens_and_wrong_sign_ins(person: User, count: int) -> None:
    """Tokens of the person, and wrong passwords from as many addresses."""
    now = timezone.now()
    ApiToken.objects.bulk_create(
        ApiToken(
            name=f"Program {number}",
            person=person,
            digest=f"{number:064}",
            scopes=["sites:read"],
            created_at=now,
            created_by=person,
            expires_at=now + timedelta(days=30),
        )
        for number in range(count)
    )
    SignInLockout.objects.bulk_create(
        SignInLockout(
            username=person.username,
            ip_address=f"203.0.{number // 256}.{number % 256}",
            attempt_time=now,
            failures_since_start=5,
            path_info="/admin/login/",
        )
        for number in range(count)
    )

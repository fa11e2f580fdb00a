"""Changes of users of sites together with their `user` records, in one transaction.

Whoever saves users calls this, not the model alone: otherwise the sites would not hear of it. What
a user may do in which store is no record; `sites.site_users` has that, and a site asks for it at
every login.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from sites.errors import RegisterError
from sites.models import SiteUser
from sites.names import name_key
from sites.site_users.user_names import check_user_name, refuse_taken_names
from syncjobs.models import Record
from syncjobs.one_time_logins import PORTAL_USER_ID, PORTAL_USERNAME
from syncjobs.records.routing import is_id
from syncjobs.records.user_records import TABLE, unregistered_users, write_user_records
from syncjobs.records.writing import lock_records

LONGEST_USER_ID: Final = 64
# What an administrator says of a user; passwords and stores have functions of their own.
OWN_COLUMNS: Final = (
    *("name", "first_name", "last_name", "job_title", "email", "phone", "language", "is_active"),
)


def save_user(user: SiteUser, columns: Collection[str] = OWN_COLUMNS, reason: str = "") -> None:
    """As `save_users`, of one user."""
    save_users([user], columns, reason)


@transaction.atomic
def save_users(
    users: Iterable[SiteUser], columns: Collection[str] = OWN_COLUMNS, reason: str = ""
) -> None:
    """Saves users that are new, and these columns of existing ones, with their records.

    A new user whose name a `user` record of nobody has gets the id of that record, so that the
    sites do not see the person twice (protocol 8.1).

    Raises RegisterError for a name or an id that cannot be; then nothing is saved.
    """
    lock_records()
    saved = list(users)
    for user in saved:
        check_user_id(user.pk)
        user.name = check_name(user.name)
        user.name_key = name_key(user.name)
    refuse_taken_names(saved)
    there = set(SiteUser.objects.filter(pk__in=[user.pk for user in saved]).values_list("pk"))
    new = [user for user in saved if (user.pk,) not in there]
    _take_over_records(new)
    refuse_ids_of_others([user.pk for user in new])
    bulk_create_with_history(new, SiteUser, default_change_reason=reason or "Added")
    _write_columns([user for user in saved if (user.pk,) in there], columns, reason)
    write_user_records(SiteUser.objects.filter(pk__in=[user.pk for user in saved]))


def _take_over_records(new: Sequence[SiteUser]) -> None:
    """Gives new users the ids of the records that have their names, if those are nobody's."""
    ids = unregistered_users({user.name_key for user in new})
    for user in new:
        known = ids.get(user.name_key)
        if known and user.pk not in known:
            user.pk = known[0]


def _write_columns(users: Sequence[SiteUser], columns: Collection[str], reason: str) -> None:
    """Writes these columns of users that are there, with their history."""
    written = {*columns, "name_key"} if "name" in columns else set(columns)
    if not users or not written:
        return
    # Before the rows, whose writing takes them for new and their time of creation for now.
    history: Any = SiteUser.history
    history.bulk_history_create(users, update=True, default_change_reason=reason)
    # An update of each row by its own values is many times slower.
    SiteUser.objects.bulk_create(
        users, update_conflicts=True, unique_fields=["id"], update_fields=sorted(written)
    )


@transaction.atomic
def set_active(user_ids: Collection[str], *, is_active: bool, reason: str = "") -> int:
    """Lets these users log in again, or nowhere any more; returns how many that changes.

    A site refuses the person from its next question to the portal on.
    """
    lock_records()
    users = list(SiteUser.objects.filter(pk__in=user_ids, is_active=not is_active))
    for user in users:
        user.is_active = is_active
    save_users(users, ["is_active"], reason or ("Activated" if is_active else "Deactivated"))
    return len(users)


def check_name(name: str) -> str:
    """The name as it is stored. Raises RegisterError when no user can have it."""
    cleaned = check_user_name(name)
    if name_key(cleaned) == name_key(PORTAL_USERNAME):
        raise RegisterError(
            f"{PORTAL_USERNAME} is the name with which the portal itself signs in at sites.",
            "Choose another name.",
        )
    return cleaned


def check_user_id(user_id: str) -> None:
    """Raises RegisterError when no user can have the id."""
    if not is_id(user_id, LONGEST_USER_ID) or user_id == PORTAL_USER_ID:
        raise RegisterError(
            f"The id {user_id[:LONGEST_USER_ID]} cannot be that of a user.",
            f"An id has 1 to {LONGEST_USER_ID} characters; leave it out for a new one.",
        )


def refuse_ids_of_others(user_ids: Sequence[str]) -> None:
    """Raises RegisterError when a record that is no `user` has one of these ids already.

    Ids are unique among the records of all tables (protocol 10.1).
    """
    others = Record.objects.filter(record_id__in=user_ids, is_deleted=False)
    other = others.exclude(table_name=TABLE).first()
    if other is not None:
        raise RegisterError(
            f"A record of the table {other.table_name} has the id {other.record_id} already.",
            "Leave the id out for a new one.",
        )

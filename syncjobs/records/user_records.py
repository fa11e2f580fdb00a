"""The `user` records that the register of users of sites implies (protocol 10.5, 10.6)."""

from collections.abc import Iterable

from sites.models import SiteUser
from syncjobs.records.authoring import author_changes, present_data
from syncjobs.records.change import Change, Key
from syncjobs.records.completion import complete

TABLE = "user"


def write_user_records(users: Iterable[SiteUser]) -> None:
    """Brings the records of these users up to what the register says, for every site.

    The caller holds the lock of `syncjobs.records.writing`, in the transaction that changes the
    users. What a record says beside that, as one that was imported may, stays.
    """
    present_users = list(users)
    present = present_data([_key(user) for user in present_users])
    author_changes(
        Change(*_key(user), user_data(user, present.get(_key(user)))) for user in present_users
    )


def user_data(user: SiteUser, present: dict[str, object] | None) -> dict[str, object]:
    """The `user` record: who this is, without password, stores and permissions."""
    says: dict[str, object] = {
        "ID": user.pk,
        "name": user.name,
        "e_mail": user.email,
        "Language": int(user.language),
        "first_name": user.first_name,
        "last_name": user.last_name,
        "phone1": user.phone,
        "job_title": user.job_title,
        "active": user.is_active,
    }
    return present | says if present is not None else complete(TABLE, says)


def _key(user: SiteUser) -> Key:
    return TABLE, user.pk

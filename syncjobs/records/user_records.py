"""The `user` records that the register of users of sites implies (protocol 10.5, 10.6)."""

from collections.abc import Collection, Iterable

from sites.models import SiteUser
from sites.names import name_key
from syncjobs.models import Record
from syncjobs.records.authoring import author_changes, present_data
from syncjobs.records.change import Change, Key
from syncjobs.records.completion import complete
from syncjobs.records.json_text import load_object

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


def registered_names(user_ids: Collection[str]) -> dict[str, str]:
    """The names of those of these users who are in the register, by their ids."""
    if not user_ids:
        return {}
    users = SiteUser.objects.filter(pk__in=user_ids).order_by()
    return dict(users.values_list("pk", "name"))


def unregistered_users(keys: Collection[str]) -> dict[str, list[str]]:
    """The ids of `user` records of nobody in the register, by the keys of their names.

    Of these keys only; of two records with one name, that of an active user first. One query, which
    reads all such records: they are few, and none once a country has moved over.
    """
    if not keys:
        return {}
    records = Record.objects.filter(table_name=TABLE, is_deleted=False)
    nobodys = records.exclude(record_id__in=SiteUser.objects.values("pk"))
    found: dict[str, list[tuple[bool, str]]] = {}
    for record_id, text in nobodys.order_by("pk").values_list("record_id", "data"):
        data = load_object(text)
        name = data.get("name")
        if isinstance(name, str) and (key := name_key(name)) in keys:
            found.setdefault(key, []).append((data.get("active") is False, record_id))
    return {key: [each for _, each in sorted(ids)] for key, ids in found.items()}


def _key(user: SiteUser) -> Key:
    return TABLE, user.pk

"""Users of sites and the `user` records that tell the sites of them."""

import pytest

from sites.errors import RegisterError
from sites.models import SiteUser
from syncjobs.models import Record
from syncjobs.one_time_logins import PORTAL_USER_ID
from syncjobs.record_files.line import Line
from syncjobs.records.importing import import_records
from syncjobs.records.json_text import load_object
from syncjobs.user_register import save_user, save_users, set_active
from tests.sites.site_users.people import a_user, history_of
from tests.syncjobs.exchange.wire import a_remote
from tests.syncjobs.records.imports import bad, counts, imported, unit

pytestmark = pytest.mark.django_db

MEMBERS = {
    "name": "amina",
    "e_mail": "amina@example.org",
    "Language": 1,
    "first_name": "Amina",
    "last_name": "Diallo",
    "phone1": "+224 600",
    "job_title": "Pharmacist",
    "active": True,
}


def amina(**columns: object) -> SiteUser:
    """A user who is not saved."""
    return SiteUser(
        **{
            "name": "amina",
            "email": "amina@example.org",
            "language": 1,
            "first_name": "Amina",
            "last_name": "Diallo",
            "phone": "+224 600",
            "job_title": "Pharmacist",
            **columns,
        }
    )


def record_of(user: SiteUser) -> dict[str, object]:
    """The content of the user's record."""
    return load_object(Record.objects.get(table_name="user", record_id=user.pk).data)


def test_it_writes_the_record_with_every_member_that_a_site_reads() -> None:
    user = amina()
    save_user(user)
    assert record_of(user) == {"ID": user.pk, **MEMBERS}


def test_every_site_gets_the_record_and_what_changes_of_it() -> None:
    remote = a_remote()
    remote.initialise()
    user = amina()
    save_user(user)
    entries = [entry for entry in remote.pull_central() if entry["tableName"] == "user"]
    assert [entry["recordData"] for entry in entries] == [{"ID": user.pk, **MEMBERS}]
    cursor = entries[-1]["ID"]
    user.is_active = False
    save_user(user, ["is_active"])
    (entry,) = remote.pull_central(cursor)
    assert entry["recordData"] == {"ID": user.pk, **MEMBERS, "active": False}


def test_it_keeps_members_that_the_register_does_not_know() -> None:
    imported({"user": [{"ID": "u-legacy", "name": "amina", "initials": "AD", "nblogins": 7}]})
    save_user(amina(pk="u-legacy", last_name="Bah"))
    record = record_of(SiteUser.objects.get())
    assert record == {**record, **MEMBERS, "last_name": "Bah", "initials": "AD", "nblogins": 7}


def test_a_new_user_takes_over_the_record_of_nobody_with_the_same_name() -> None:
    former = [("u-1", False), ("u-2", True), ("u-3", True)]
    imported({"user": [{"ID": i, "name": "AMINA ", "active": a, "nblogins": 7} for i, a in former]})
    user = amina()
    save_user(user)
    assert user.pk == "u-2"
    assert record_of(user) == {**record_of(user), **MEMBERS, "nblogins": 7}
    assert Record.objects.filter(table_name="user").count() == 3
    assert {row.id for row in history_of(SiteUser)} == {"u-2"}
    # The others are not taken for another who is new, nor is one that is deleted.
    import_records([Line(1, "user", "u-4", {"ID": "u-4", "name": "bela", "active": True})])
    import_records([Line(1, "user", "u-4", is_delete=True)])
    bela = amina(name="bela")
    save_user(bela)
    assert bela.pk != "u-4"


def test_a_user_with_an_id_of_such_a_record_keeps_it() -> None:
    imported({"user": [{"ID": i, "name": "amina", "active": True} for i in ("u-1", "u-2")]})
    save_user(amina(pk="u-2"))
    assert SiteUser.objects.get().pk == "u-2"


def test_it_leaves_records_of_users_that_it_does_not_have() -> None:
    imported({"user": [{"ID": "u-legacy", "name": "bela", "first_name": "Bela"}]})
    before = Record.objects.get(record_id="u-legacy").data
    save_user(amina())
    assert Record.objects.get(record_id="u-legacy").data == before
    assert not SiteUser.objects.filter(pk="u-legacy").exists()


def test_no_import_of_records_changes_or_deletes_the_record_of_a_user() -> None:
    user = amina()
    save_user(user)
    lines = [
        Line(1, "user", user.pk, {"ID": user.pk, "first_name": "A."}),
        Line(2, "user", user.pk, is_delete=True),
    ]
    for line, verb in zip(lines, ("changed", "deleted"), strict=True):
        (text,) = bad(import_records([line]))
        assert f"record of amina, who is in the register, and is not {verb}" in text
        assert "under Users of sites" in text
    assert record_of(user) == {"ID": user.pk, **MEMBERS}
    # What an export wrote and nobody changed is no change.
    report = import_records([Line(1, "user", user.pk, record_of(user))])
    assert counts(report)["user"] == {"unchanged": 1}


def test_it_writes_only_the_columns_that_it_is_told() -> None:
    user = amina()
    save_user(user)
    stale = SiteUser.objects.get()
    user.phone = "1"
    save_user(user, ["phone"])
    stale.job_title = "Nurse"
    save_user(stale, ["job_title"])
    user.refresh_from_db()
    assert (user.phone, user.job_title) == ("1", "Nurse")
    assert record_of(user)["phone1"] == "1"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\tb", "portal-sync", "Portal-SYNC "])
def test_it_refuses_a_name_that_cannot_be(name: str) -> None:
    with pytest.raises(RegisterError):
        save_user(amina(name=name))
    assert not SiteUser.objects.exists()
    assert not Record.objects.filter(table_name="user").exists()


def test_it_refuses_a_name_that_differs_only_in_case() -> None:
    save_user(amina())
    with pytest.raises(RegisterError, match="There is a user amina already"):
        save_user(amina(name="AMINA "))
    other = a_user("bela")
    other.name = "Amina"
    with pytest.raises(RegisterError, match="There is a user amina already"):
        save_user(other)


def test_a_user_may_change_the_capitals_of_the_own_name() -> None:
    user = amina()
    save_user(user)
    user.name = "Amina"
    save_user(user, ["name"])
    assert record_of(user)["name"] == "Amina"


@pytest.mark.parametrize("user_id", ["", "x" * 65, "a\0b", PORTAL_USER_ID])
def test_it_refuses_an_id_that_cannot_be(user_id: str) -> None:
    with pytest.raises(RegisterError, match="cannot be that of a user"):
        save_user(amina(pk=user_id))


def test_it_refuses_the_id_of_another_record() -> None:
    imported({"unit": [unit("u-1")]})
    with pytest.raises(RegisterError, match="table unit has the id u-1"):
        save_user(amina(pk="u-1"))


def test_it_saves_many_or_none() -> None:
    with pytest.raises(RegisterError):
        save_users([amina(), amina(name="portal-sync")])
    assert not SiteUser.objects.exists()
    users = [amina(name=f"user {number}") for number in range(30)]
    save_users(users)
    assert Record.objects.filter(table_name="user").count() == 30
    assert {row.history_change_reason for row in history_of(SiteUser)} == {"Added"}


def test_it_deactivates_and_activates_many() -> None:
    users = [amina(name=f"user {number}") for number in range(3)]
    save_users(users)
    ids = [user.pk for user in users]
    assert set_active(ids[:2], is_active=False) == 2
    assert set_active(ids, is_active=False) == 1
    assert {record_of(user)["active"] for user in users} == {False}
    assert set_active(ids, is_active=True, reason="Back again") == 3
    assert {record_of(user)["active"] for user in users} == {True}
    reasons = [row.history_change_reason for row in history_of(SiteUser, id=ids[0])]
    assert reasons == ["Added", "Deactivated", "Back again"]

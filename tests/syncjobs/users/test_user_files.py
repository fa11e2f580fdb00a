"""Files of users: what a line does, why it cannot, and that an export comes back unchanged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.models import SiteUser, StoreAccess
from sites.site_users.password_setting import set_user_password
from sites.site_users.passwords import verify_password
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.models import Record
from syncjobs.user_files.importing import import_users
from syncjobs.user_files.reading import read_users
from syncjobs.user_register import save_user
from tests.sites.site_users.people import a_role, a_store, a_user, history_of, stores_of
from tests.syncjobs.records.imports import imported as imported_records
from tests.syncjobs.users.files import bad, counts, exported, imported, joined, rows_of, words

pytestmark = pytest.mark.django_db

STORES = "name,stores"


def test_it_adds_users_with_stores_roles_and_records() -> None:
    a_store("KAM")
    a_store("HOSP")
    a_store("FAR")
    a_role("Storekeeper")
    a_role("Dispenser")
    report = imported(
        "name,first_name,language,active,default_store,stores,stores_without_login,password",
        "amina,Amina,French,yes,HOSP,KAM:Storekeeper|dispenser;HOSP,FAR:Storekeeper,green-river-42",
        "bela,,2,no,,,,",
    )
    assert counts(report) == (2, 0, 0)
    assert report.no_password_count == 1
    amina, bela = SiteUser.objects.get(name="amina"), SiteUser.objects.get(name="bela")
    assert stores_of(amina) == {
        "KAM": (["Dispenser", "Storekeeper"], True, False),
        "HOSP": ([], True, True),
        "FAR": (["Storekeeper"], False, False),
    }
    assert verify_password(amina.password_hash, "green-river-42")
    assert (amina.language, amina.first_name, bela.language, bela.is_active) == (
        1,
        "Amina",
        2,
        False,
    )
    assert Record.objects.filter(table_name="user").count() == 2
    assert {row.history_change_reason for row in history_of(StoreAccess)} == {"Imported"}


def test_an_export_comes_back_unchanged() -> None:
    odd, kam = a_store(r"A;B:C|D\E"), a_store("KAM")
    keeper, other = a_role("Store-keeper, main"), a_role("Rôle")
    formula = SiteUser(name="=1+1", first_name="'=2", phone="+678 22", job_title="-", language=7)
    plain = SiteUser(name="bela", last_name='O"Neil, "x"', email="b@example.org", is_active=False)
    for user in (formula, plain):
        save_user(user)
    set_user_password(plain, "green-river-42")
    both = frozenset({keeper.pk, other.pk})
    give_stores(
        [
            StoreGrant(plain.pk, odd.pk, both, is_default=True),
            StoreGrant(plain.pk, kam.pk, can_log_in=False),
            StoreGrant(formula.pk, kam.pk, frozenset({other.pk})),
        ]
    )
    content = exported()
    report = imported(content.decode())
    assert counts(report) == (0, 0, 2), words(report)
    # And into a portal that has the stores and roles, but none of the users.
    Record.objects.filter(table_name="user").delete()
    SiteUser.objects.all().delete()
    assert counts(imported(content.decode())) == (2, 0, 0)
    again = [row | {"has_password": ""} for row in rows_of(exported())]
    assert again == [row | {"has_password": ""} for row in rows_of(content)]


def test_it_exports_nothing_that_a_spreadsheet_reckons_with_and_no_password() -> None:
    user = SiteUser(name="@SUM(1)", first_name="=HYPERLINK(1)")
    save_user(user)
    set_user_password(user, "green-river-42")
    (row,) = rows_of(exported())
    user.refresh_from_db()
    assert (row["name"], row["first_name"], row["has_password"]) == (
        *("'@SUM(1)", "'=HYPERLINK(1)"),
        "yes",
    )
    assert user.password_hash not in exported().decode()


def test_a_file_with_some_columns_leaves_the_rest_as_it_is() -> None:
    store, role = a_store(), a_role()
    user = SiteUser(name="amina", first_name="Amina", phone="1")
    save_user(user)
    give_stores([StoreGrant(user.pk, store.pk, frozenset({role.pk}), is_default=True)])
    report = imported("Name,Phone", "AMINA,2")
    assert words(report) == {"AMINA": ["user name", "phone"]}
    user.refresh_from_db()
    assert (user.first_name, user.phone) == ("Amina", "2")
    assert stores_of(user) == {"KAM": (["Storekeeper"], True, True)}
    assert counts(imported("name,first_name", "AMINA,")) == (0, 1, 0)
    user.refresh_from_db()
    assert user.first_name == ""


def test_it_says_what_it_takes_and_gives() -> None:
    kam, hosp = a_store("KAM"), a_store("HOSP")
    a_store("NEW")
    a_role()
    user = a_user()
    give_stores([StoreGrant(user.pk, store.pk) for store in (kam, hosp)])
    report = imported(STORES, "amina,KAM:Storekeeper;NEW", dry_run=True)
    assert words(report) == {"amina": ["1 new store", "roles or login in KAM", "loses HOSP"]}
    assert set(stores_of(user)) == {"KAM", "HOSP"}
    imported(STORES, "amina,KAM:Storekeeper;NEW")
    assert set(stores_of(user)) == {"KAM", "NEW"}


def test_it_makes_a_user_of_sites_of_a_record_that_is_here() -> None:
    imported_records({"user": [{"ID": "u-legacy", "name": "amina", "nblogins": 7}]})
    report = imported("ID,name,e_mail,phone1,Language", "u-legacy,amina,a@example.org,1,3")
    assert counts(report) == (1, 0, 0)
    user = SiteUser.objects.get(pk="u-legacy")
    assert (user.email, user.phone, user.language) == ("a@example.org", "1", 3)
    assert '"nblogins":7' in Record.objects.get(record_id="u-legacy").data


def test_a_new_user_takes_over_the_record_with_the_same_name() -> None:
    imported_records({"user": [{"ID": "u-legacy", "name": "Amina", "nblogins": 7}]})
    a_store("KAM")
    lines = ("name,stores,password", "amina,KAM,green-river-42")
    report = imported(*lines, dry_run=True)
    assert words(report) == {"amina": ["1 new store", "takes over the record u-legacy", "password"]}
    assert counts(imported(*lines)) == (1, 0, 0)
    user = SiteUser.objects.get()
    assert (user.pk, set(stores_of(user))) == ("u-legacy", {"KAM"})
    assert Record.objects.filter(table_name="user").count() == 1
    assert counts(imported("name,phone", "amina,2")) == (0, 1, 0)


def test_it_refuses_another_id_for_the_name_of_a_record() -> None:
    imported_records({"user": [{"ID": "u-legacy", "name": "Amina", "nblogins": 7}]})
    (line,) = bad(imported("id,name", "u-new,amina"))
    assert "has the id u-legacy. Give that, or leave the id out." in line


@pytest.mark.parametrize(
    ("header", "line", "reason"),
    [
        ("name", "b,c", "2 cells"),
        ("name,phone", ",1", "The user name is empty."),
        ("name", "portal-sync", "the portal itself"),
        ("name", "x" * 81, "more than 80"),
        ("name,email", "b,nowhere", "email: Enter a valid email address."),
        ("name,phone", f"b,{'1' * 41}", "phone: Ensure this value has at most 40"),
        ("name,first_name", 'b,"a\nb"', "first_name: There is a control character"),
        ("name,language", "b,Klingon", "“Klingon” is none of English, French"),
        ("name,active", "b,perhaps", "neither yes nor no"),
        ("name,id", "amina,u-2", "There is a user amina already"),
        ("name,id", "b,portal", ""),
        ("name,id", f"b,{'x' * 65}", "cannot be that of a user"),
        ("name,id", "b,u-unit", "table unit has this id"),
        (STORES, "b,NONE", "No store has the code NONE."),
        (STORES, "b,KAM:Boss|Storekeeper", "There is no role Boss."),
        (STORES, "b,KAM:x:y", "two colons"),
        (STORES, "b,:Storekeeper", "names no store"),
        (STORES, "b,KAM;kam", "named twice"),
        ("name,stores,stores_without_login", "b,KAM,KAM", "named twice"),
        ("name,stores,default_store", "b,KAM,HOSP", "not one of the user's stores"),
        ("name,default_store", "amina,KAM", "not one of the user's stores"),
        ("name,id", "b,u\0", "zero character"),
        ("name,password", "b,12345678", "too common"),
        ("name,password", "belabela,belabela-1", "contains the user name"),
    ],
)
def test_it_names_what_is_wrong_with_a_line(header: str, line: str, reason: str) -> None:
    imported_records({"unit": [{"ID": "u-unit", "units": "Tablet"}]})
    a_store("KAM")
    a_store("HOSP")
    a_role()
    a_user("amina")
    report = imported(header, joined(["good", *[""] * header.count(",")]), line)
    if not reason:
        assert counts(report) == (2, 0, 0)
        return
    (bad_line,) = bad(report)
    assert bad_line.startswith("Line 3")
    assert reason in bad_line
    assert set(SiteUser.objects.values_list("name", flat=True)) == {"amina"}


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("name,fist_name", "not known: “fist_name”. The columns are id, name"),
        ("name,phone,phone1", "the column phone twice"),
        ("first_name", "no column name"),
        ("name,stores_without_login", "needs the column stores"),
    ],
)
def test_it_names_what_is_wrong_with_the_columns(header: str, reason: str) -> None:
    (line,) = bad(imported(header, "a,b,c"))
    assert line.startswith("Line 1: ")
    assert reason in line


def test_it_refuses_two_lines_about_the_same_user() -> None:
    user = a_user("amina")
    assert bad(imported("name", "bela", "Bela")) == [
        "Line 3 (Bela): Line 2 is about this user already."
    ]
    lines = ("id,name", f"{user.pk},new", f"{user.pk},amina")
    assert "Line 2 is about this user already." in bad(imported(*lines))[0]


def test_it_names_all_bad_lines_by_their_numbers() -> None:
    report = imported("name,active", "a,x", "b,yes", "", "c,y", "d,no")
    assert [line.number for line in report.bad_lines] == [2, 5]


def test_it_reads_what_spreadsheets_of_other_languages_write() -> None:
    a_store("KAM")
    a_store("HOSP")
    content = '\ufeffname;stores;first_name\r\namina;"KAM;HOSP";Aïcha\r\n'
    assert counts(imported(content)) == (1, 0, 0)
    assert set(stores_of(SiteUser.objects.get(first_name="Aïcha"))) == {"KAM", "HOSP"}


def test_it_tells_a_line_that_is_not_utf8_or_not_csv() -> None:
    from_spreadsheet = "name\nAïcha\nbela".encode("latin-1")
    assert "not UTF-8" in bad(import_users(read_users(from_spreadsheet)))[0]
    assert "not CSV" in bad(import_users(read_users(b'name\n"a"b\n')))[0]


def test_it_needs_as_many_queries_for_many_lines_as_for_some() -> None:
    a_store("KAM")
    a_role()
    costs = []
    for count in (3, 150):
        lines = [f"user {count}-{number},KAM:Storekeeper" for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert counts(imported(STORES, *lines)) == (count, 0, 0)
        costs.append(len(queries))
    # Rows are written in parts.
    assert costs[1] <= costs[0] + 12

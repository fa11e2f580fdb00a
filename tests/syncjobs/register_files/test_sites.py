"""Sites of an old server: what a line adds and changes, why it cannot, and what is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from sites.central_server import move_central_server, present_central_server
from sites.choices import Door
from sites.credentials import client_secret
from sites.errors import RegisterError
from sites.hardware import reset_hardware_id
from sites.models import Site
from sites.passwords import set_site_password
from sites.registration import SiteDetails, change_site, enable_site
from syncjobs.models import Record, SiteQueue
from syncjobs.record_files.line import Line
from syncjobs.records.importing import import_records
from syncjobs.records.json_text import dump
from syncjobs.records.log_places import HIGHEST_CURSOR
from syncjobs.register_files.importing import import_register
from syncjobs.register_files.standing import (
    NO_MAX_CURSOR,
    NO_RECORDS,
    STARTING_CURRENCY,
    undrained,
)
from tests.sites.registered import bare, history_of, registered_central
from tests.syncjobs.register_files.old_server import (
    OLD_ID,
    a_site,
    a_store,
    files,
    import_own_currency,
    imported,
    planned,
    told,
)

pytestmark = pytest.mark.django_db
URL = "https://central.example.org"


@pytest.fixture(autouse=True)
def records_of_old_server(db: None) -> None:
    import_own_currency()


def only_site() -> Site:
    return Site.objects.get()


def test_a_dry_run_tells_and_writes_nothing() -> None:
    assert told(planned([a_site(support_level="1")], [a_store()])) == [
        (
            "Line 2, site 12 “District 12”: added: with its password; bound to its machine;"
            " initialisation completed"
        ),
        "Line 2, store KAM: added: on site 12 “District 12”",
    ]
    assert not Site.objects.exists()


def test_it_keeps_everything_by_which_the_site_knows_itself() -> None:
    assert imported([a_site(support_level="1")]).unused_site_columns == ["support_level"]
    site = only_site()
    assert (site.pk, site.told_id, site.name, site.code) == (12, OLD_ID, "District 12", "d12")
    assert (site.hardware_id, site.app_version, site.sync_version) == ("machine-1", "2.20.0", 14)
    assert site.hardware_id_bound_at == datetime(2024, 5, 2, 6, tzinfo=UTC)
    assert site.last_success_at == datetime(2026, 3, 31, 12, 30, tzinfo=UTC)
    assert site.last_contact_at == datetime(2026, 3, 31, 12, 31, tzinfo=UTC)
    assert site.initialisation_status == "completed"
    assert SiteQueue.objects.get().site == site
    kept = history_of(site).get()
    assert (kept.history_change_reason, kept.door) == ("Moved over", Door.COMMAND)


def test_the_next_site_gets_a_higher_id_than_any_that_came() -> None:
    before = bare("Before").pk
    imported([a_site(site_ID=before + 9), a_site(ID="x", site_ID=before + 5, name="Other")])
    assert bare("New").pk == before + 10


def test_an_import_that_comes_twice_changes_nothing() -> None:
    tables = [a_site()], [a_store()]
    imported(*tables)
    before = Site.objects.values().get(), history_of(only_site()).count()
    plan = imported(*tables)
    assert told(plan) == [
        "Line 2, site 12 “District 12”: unchanged",
        "Line 2, store KAM: unchanged",
    ]
    assert (Site.objects.values().get(), history_of(only_site()).count()) == before
    assert plan.moved_cursors == 0


def test_it_tells_before_and_after_of_what_changes() -> None:
    imported([a_site()])
    plan = imported([a_site(name="District Twelve", hardwareID="machine-2", password_hash="")])
    assert told(plan) == [
        (
            "Line 2, site 12 “District Twelve”: changed: name: District 12 → District Twelve;"
            " hardware ID: machine-1 → machine-2"
        )
    ]
    site = only_site()
    assert (site.name, site.name_key) == ("District Twelve", "district twelve")
    assert (site.hardware_id, bool(site.password_hash)) == ("machine-2", True)


def test_what_a_site_told_this_portal_since_is_newer_than_the_file() -> None:
    imported([a_site()])
    set_site_password(only_site(), "another-long-phrase-7")
    Site.objects.update(
        last_contact_at=timezone.now(), app_version="2.21.2", hardware_id="machine-9"
    )
    here = Site.objects.values().get()
    plan = imported([a_site(app_version="2.20.1", initialisation_status="new")])
    assert [(each.outcome, each.has_called) for each in plan.sites] == [("unchanged", True)]
    assert Site.objects.values().get() == here


def test_what_was_decided_here_since_stays_however_often_the_file_comes() -> None:
    central = {"is_omsupply_central_server": "1", "omsupply_central_server_url": URL}
    closed = a_site(ID="x", site_ID=13, name="Closed", disabled_date="2025-12-31")
    ministry = a_site(ID="y", site_ID=14, name="Ministry", **central)
    imported([a_site(), closed, ministry])
    reset_hardware_id(12, "Stolen")
    change_site(12, SiteDetails("District Twelve", code="d12"), "Entered there as well")
    enable_site(13)
    change_site(
        14, SiteDetails("Ministry", "d12", f"{URL}:8443", is_open_msupply_central=True), "x"
    )
    for before, code in (("d12", "one"), ("one", "two")):
        plan = imported([a_site(code=code), closed, ministry])
        assert [each.words for each in plan.sites] == [
            [
                "name stays as decided here",
                "hardware ID stays as decided here",
                f"code: {before} → {code}",
            ],
            ["it stays enabled, as decided here"],
            ["URL stays as decided here"],
        ]
    site, reopened, present = Site.objects.order_by("pk")
    assert (site.name, site.hardware_id, site.app_version) == ("District Twelve", "", "")
    assert not reopened.is_disabled
    assert present.url == f"{URL}:8443"


def test_a_tick_that_was_moved_here_is_not_moved_back() -> None:
    central = {"is_omsupply_central_server": "1", "omsupply_central_server_url": URL}
    rows = [a_site(**central), a_site(ID="x", site_ID=13, name="Second")]
    imported(rows)
    move_central_server(13, f"{URL}:8443", from_site_id=12, reason="A new server")
    plan = imported(rows)
    assert [each.words for each in plan.sites] == [["the tick stays as decided here"]] * 2
    moved = present_central_server()
    assert moved is not None
    assert (moved.pk, moved.url) == (13, f"{URL}:8443")


def test_the_old_server_itself_is_no_site() -> None:
    plan = imported([a_site(site_ID=1, name="Old server", password_hash="odd")])
    assert told(plan) == [
        (
            "Line 2, site 1 “Old server”: left out: it is the old server itself, whose place the"
            " portal takes"
        )
    ]
    assert not Site.objects.exists()


def test_it_takes_the_central_server_over_with_its_url() -> None:
    imported([a_site(is_omsupply_central_server="TRUE", omsupply_central_server_url=f"{URL}:443/")])
    central = present_central_server()
    assert central is not None
    assert (central.pk, central.url, central.central_changed_at is not None) == (12, URL, True)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"site_ID": "many"}, "site_ID: “many” is not a whole number."),
        ({"site_ID": 2**31}, "site_ID: 2147483648 is no number of a site"),
        ({"ID": ""}, "ID: The id of a site has 1 to 64 characters."),
        ({"name": " "}, "name: The name is empty."),
        ({"is_omsupply_central_server": "maybe"}, "“maybe” is neither true nor false."),
        ({"is_omsupply_central_server": "1"}, "omsupply_central_server_url: The Open mSupply"),
        ({"omsupply_central_server_url": "central"}, "does not begin with http:// or https://"),
        ({"initialisation_status": "half"}, "“half” is none of new, started, completed, error."),
        ({"last_sync_date": "2026-13-01"}, "last_sync_date: “2026-13-01” is no date such as"),
        ({"last_sync_time": "25:00"}, "last_sync_date: “25:00” is no time such as"),
        ({"last_sync_date": "2027-01-01"}, "lies in the future. Name the time zone"),
        ({"hardwareID": "x" * 201}, "hardwareID: It has 201 characters; 200 are allowed."),
    ],
)
def test_it_refuses_a_line_with_its_column_and_a_sentence(
    cells: dict[str, Any], sentence: str
) -> None:
    plan = imported([a_site(), a_site(ID="x", site_ID=13, name="Other") | cells])
    assert plan.refused_count == 1
    (line,) = [text for text in told(plan) if ": refused: " in text]
    assert line.startswith("Line 3, site ")
    assert sentence in line
    assert not Site.objects.exists()


@pytest.mark.parametrize(
    "secret", ["f" * 63, "$2b$12$" + "x" * 53, "my old password", client_secret("")]
)
def test_it_refuses_another_kind_of_hash_without_repeating_it(secret: str) -> None:
    plan = imported([a_site(password_hash=secret)])
    assert plan.refused_count == 1
    assert "Leave the cell empty, and set a new password" in told(plan)[0]
    assert secret not in repr(plan) + told(plan)[0]


def test_it_refuses_what_another_line_has() -> None:
    central = {"is_omsupply_central_server": "1", "omsupply_central_server_url": URL}
    plan = planned([a_site(**central), a_site(name="DISTRICT 12", **central)])
    assert told(plan)[1] == (
        "Line 3, site 12 “DISTRICT 12”: refused: site_ID: Line 2 has it already.;"
        " ID: Line 2 has it already.; name: Line 2 has it already.;"
        " is_omsupply_central_server: Line 2 is it already; there can be only one."
    )


def test_it_refuses_what_is_registered_otherwise() -> None:
    central, other = registered_central("Ministry"), bare("Other")
    plan = planned(
        [
            a_site(site_ID=central.pk, name="New"),
            a_site(ID=str(other.uuid), site_ID=99, name="Newer"),
            a_site(ID="y", site_ID=98, name="other"),
            a_site(
                ID="z",
                site_ID=97,
                name="Second",
                is_omsupply_central_server="1",
                omsupply_central_server_url=URL,
            ),
        ]
    )
    assert [each.words[0] for each in plan.sites] == [
        f"ID: Site {central.pk} is registered as Ministry, with the id {central.uuid} for ever.",
        f"site_ID: Other is registered with this id as site {other.pk}.",
        f"name: Site {other.pk} has this name. Rename one of the two.",
        (
            "is_omsupply_central_server: Ministry is the Open mSupply central server now, and there"
            " can be only one. To move the tick, use “Make this the central server” on the page of"
            " the new one."
        ),
    ]


def test_an_id_that_is_written_otherwise_than_what_the_site_is_told_is_another() -> None:
    imported([a_site()])
    (line,) = told(planned([a_site(ID=OLD_ID.lower())]))
    assert f"refused: ID: Site 12 is registered as District 12, with the id {OLD_ID}" in line


def test_refused_lines_can_be_left_out() -> None:
    plan = imported([a_site(name=""), a_site(ID="x", site_ID=13, name="Good")], skip_refused=True)
    assert plan.refused_count == 1
    assert only_site().name == "Good"


def test_a_site_whose_data_was_being_prepared_asks_for_it_anew() -> None:
    plan = imported([a_site(initialisation_status="started")])
    assert "its data was being prepared: it asks for it anew" in told(plan)[0]
    assert only_site().initialisation_status == "new"
    assert not SiteQueue.objects.exists()


def test_a_disabled_site_stays_disabled() -> None:
    imported([a_site(disabled_date="2025-12-31")])
    assert only_site().disabled_reason == "Disabled at the old server"


def test_nothing_is_written_without_the_end_of_the_old_log_or_before_the_records() -> None:
    assert import_register(files([a_site()], cursor=None)).obstacles == [NO_MAX_CURSOR]
    for record in Record.objects.filter(table_name="currency"):
        record.data = record.data.replace('"ZMW"', '"USD"')
        record.save()
    assert imported([a_site()]).obstacles == [NO_RECORDS]
    assert not Site.objects.exists()
    assert imported([a_site(initialisation_status="new")]).obstacles == []


def test_a_country_whose_own_currency_is_the_us_dollar_moves_over_as_well() -> None:
    Record.objects.filter(table_name="currency").update(data=dump({"ID": "c"} | STARTING_CURRENCY))
    assert imported([a_site()]).obstacles == [NO_RECORDS]
    import_records([Line(1, "currency", "c-1", {"ID": "c-1"} | STARTING_CURRENCY)])
    assert imported([a_site()]).obstacles == []


def test_it_names_sites_that_did_not_sync_since_the_old_server_was_frozen() -> None:
    rows = [
        a_site(),
        a_site(ID="x", site_ID=13, name="Late", last_sync_date="2026-03-30"),
        a_site(ID="y", site_ID=14, name="Never", last_sync_date=""),
        a_site(ID="z", site_ID=15, name="New", last_sync_date="", initialisation_status="new"),
        a_site(ID="v", site_ID=16, name="Gone", last_sync_date="", disabled_date="2025-01-01"),
    ]
    late = undrained(planned(rows), datetime(2026, 3, 31, 12, tzinfo=UTC))
    assert [each.number for each in late] == [3, 4]


def test_it_refuses_an_end_of_the_log_that_leaves_no_room() -> None:
    with pytest.raises(RegisterError, match="no room"):
        import_register(files([a_site()], cursor=HIGHEST_CURSOR))
    assert not Site.objects.exists()

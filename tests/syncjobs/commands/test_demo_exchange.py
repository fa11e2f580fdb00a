from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from sites.central_server import present_central_server
from sites.models import Site
from sites.registration import disable_site
from syncjobs.demonstration import load_demonstration, trader
from syncjobs.management.commands import demo_exchange
from syncjobs.models import Record, SetAsideRecord
from tests.central_server import Behaviour, CentralServer
from tests.support.ports import HOST, free_port
from tests.support.servers import CeleryWorker, PortalServer

NOWHERE = f"http://{HOST}:{free_port()}"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the sites keep their databases; the rest of the data folder is that of the tests."""
    monkeypatch.setattr(demo_exchange, "FOLDER", str(tmp_path))


def exchanged(url: str, **options: str) -> str:
    """What the command prints, errors included."""
    output = StringIO()
    call_command("demo_exchange", url=url, stdout=output, stderr=output, **options)
    return output.getvalue()


@pytest.mark.any_database
def test_each_run_sends_one_more_requisition(
    portal_server: PortalServer,
    celery_worker_process: CeleryWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    behaviour = Behaviour(portal_server.url, site_name="Demo central server")
    with CentralServer(behaviour) as central_server:
        url = central_server.url
        first = exchanged(portal_server.url, central_url=url, password="known to everybody")
    assert "1. Demo clinic and Demo district hospital ask for all their data." in first
    assert "orders from Demo district hospital: requisition 1, " in first
    assert "  password   known to everybody\n" in first
    central = present_central_server()
    assert central is not None
    assert central.url == url
    assert "Succeeded." in first

    monkeypatch.setattr(demo_exchange, "VERIFY_SECONDS", 0.5)
    again = exchanged(portal_server.url)
    assert "1. Demo clinic and Demo district hospital get what is new." in again
    assert "Response requisition 2 is there, “From request requisition 2”." in again
    assert "password" not in again
    assert "The sites exchange records all the same." in again
    assert Record.objects.filter(table_name="requisition", is_deleted=False).count() == 4
    assert not SetAsideRecord.objects.exists()


def test_it_enables_its_sites_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load_demonstration()
    clinic, other = (Site.objects.get(name=f"Demo {name}") for name in ("clinic", "health centre"))
    for site in (clinic, other):
        disable_site(site.pk, "To see what happens.")
    monkeypatch.setattr(trader, "START_SECONDS", 0)
    monkeypatch.setattr(trader, "PAUSE_SECONDS", 0)
    output = StringIO()
    with pytest.raises(CommandError, match="start the demonstration again"):
        call_command("demo_exchange", url=NOWHERE, stdout=output)
    said = "Demo clinic was disabled (“To see what happens.”). It is enabled again, to trade."
    assert output.getvalue().count("is enabled again") == output.getvalue().count(said) == 1
    assert list(Site.objects.filter(disabled_at__isnull=False)) == [other]


def test_it_says_that_no_portal_answers(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trader, "START_SECONDS", 0)
    monkeypatch.setattr(trader, "PAUSE_SECONDS", 0)
    output = StringIO()
    with pytest.raises(CommandError, match="Demo clinic cannot sync"):
        call_command("demo_exchange", url=NOWHERE, stdout=output)
    assert "Failed with CONNECTION_ERROR" in output.getvalue()


def test_it_is_refused_in_production(db: None, settings: Settings) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="passwords that everybody knows"):
        exchanged(NOWHERE)
    assert not Site.objects.exists()

"""Sites that exchange records, as the tests drive them: real HTTP views, no worker."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from sites.models import Site, Store
from sites.registration import SiteDetails
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.jobs import runner
from syncjobs.models import Record
from syncjobs.register import register_site
from tests.sites.calls import PASSWORD, Caller

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Remote:
    """One site with its first store, and the calls that it makes."""

    site: Site
    store: Store

    @property
    def caller(self) -> Caller:
        """The installation of the site."""
        return Caller(name=self.site.name, hardware_id=f"machine of {self.site.name}")

    def get(self, path: str) -> Any:
        """The answer to a GET below /sync/v5/."""
        return Client().get(f"/sync/v5/{path}", headers=self.caller.headers())

    def post(self, path: str, body: Any) -> Any:
        """The answer to a POST below /sync/v5/; a body of bytes is sent as it is."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().post(
            f"/sync/v5/{path}",
            data=data,
            content_type="application/octet-stream",
            headers=self.caller.headers(),
        )

    def initialise(self) -> None:
        """Has everything prepared that belongs to the site."""
        runner.run_job(request_initialisation(self.site.pk))

    def push(self, *entries: Entry) -> None:
        """Pushes the entries as one push, which is integrated at once."""
        self.post_entries(*entries)
        integrate_complete_pushes()

    def post_entries(self, *entries: Entry) -> None:
        """Pushes the entries; nothing integrates them yet."""
        if entries:
            body = {"queueLength": len(entries), "data": list(entries)}
            assert self.post("queued_records", body).json() == {"integrationStarted": True}
        last = self.post("queued_records", {"queueLength": 0, "data": []})
        assert last.json() == {"integrationStarted": True}

    def pull(self) -> list[Entry]:
        """All that waits for the site, acknowledged page by page."""
        pulled: list[Entry] = []
        while page := self.page():
            pulled += page
            ids = [entry["syncOutId"] for entry in page]
            assert self.post("acknowledged_records", {"syncIDs": ids}).status_code == 204
        return pulled

    def page(self, limit: int = 500) -> list[Entry]:
        """The first rows that wait for the site."""
        answer = self.get(f"queued_records?limit={limit}")
        assert answer.status_code == 200, answer.content
        entries: list[Entry] = answer.json()["data"]
        return entries

    def pull_central(self, cursor: int = 0) -> list[Entry]:
        """The central records after the cursor."""
        pulled: list[Entry] = []
        while True:
            answer = self.get(f"central_records?cursor={cursor}&limit=500").json()
            assert answer["maxCursor"] >= cursor
            if not answer["data"]:
                return pulled
            pulled += answer["data"]
            cursor = answer["data"][-1]["ID"]


def a_remote(name: str = "District 12", code: str = "", *, initialised: bool = True) -> Remote:
    """A registered site with one store, initialised unless told otherwise."""
    site = register_site(SiteDetails(name), PASSWORD, [code or f"S{name}"[:40]])
    remote = Remote(site, site.stores.get())
    if initialised:
        remote.initialise()
        remote.pull()
    return remote


def update(table_name: str, data: dict[str, Any]) -> Entry:
    """An entry of a push that writes a record."""
    return {
        "syncOutId": "1",
        "tableName": table_name,
        "recordId": data["ID"],
        "action": "Update",
        "recordData": data,
    }


def delete(table_name: str, record_id: str) -> Entry:
    """An entry of a push that deletes a record."""
    return {
        "syncOutId": "2",
        "tableName": table_name,
        "recordId": record_id,
        "action": "Delete",
        "recordData": None,
    }


def brief(entries: list[Entry]) -> list[tuple[str, str, str]]:
    """Table, id and action of each entry, in their order."""
    return [(entry["tableName"], entry["recordId"], entry["action"]) for entry in entries]


def stored(table_name: str, record_id: str) -> dict[str, Any] | None:
    """The present content of a record, None when there is none or it is deleted."""
    row = Record.objects.filter(table_name=table_name, record_id=record_id, is_deleted=False)
    record = row.first()
    return None if record is None else json.loads(record.data)

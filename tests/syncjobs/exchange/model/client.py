"""One site as it stands on the other side: what it holds, and its calls as plain functions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from syncjobs.exchange.acknowledging import acknowledge_records
from syncjobs.exchange.json_body import JsonBody
from syncjobs.exchange.pulling import central_page, queue_page
from syncjobs.exchange.pushing import read_push, receive_push
from tests.syncjobs.exchange.model.centre import Pushed
from tests.syncjobs.exchange.model.rules import Data, Key
from tests.syncjobs.exchange.strict_json import read_strictly


@dataclass(slots=True)
class Client:
    """The records that a site holds, as it pushed and pulled them, and its central cursor.

    `acknowledged` are the ids of its last acknowledgement.
    """

    site_id: int
    held: dict[Key, Data] = field(default_factory=dict)
    cursor: int = 0
    acknowledged: list[int] = field(default_factory=list)

    def lose_everything(self) -> None:
        """The site has a new database."""
        self.held.clear()
        self.cursor = 0
        self.acknowledged.clear()

    def enter(self, entries: Sequence[Pushed]) -> None:
        """Somebody at the site makes these changes."""
        for entry in entries:
            self.apply(entry.key, entry.data)

    def apply(self, key: Key, data: Data | None) -> None:
        """Writes or deletes a record in the site's database."""
        if data is None:
            self.held.pop(key, None)
        else:
            self.held[key] = data

    def post(self, entries: Sequence[Pushed], queue_length: int) -> None:
        """One POST of a push."""
        data = [_on_the_wire(entry) for entry in entries]
        body = {"queueLength": queue_length, "data": data}
        receive_push(self.site_id, read_push(JsonBody(json.dumps(body), body)))

    def pull_central(self, limit: int) -> list[tuple[Key, Data | None]]:
        """The next page of the central log, stored and its cursor kept; empty at the end."""
        page = read_strictly(central_page(self.site_id, self.cursor, limit).body)
        places = [entry["ID"] for entry in page["data"]]
        assert len(places) <= limit
        assert places == sorted(set(places))
        assert all(place > self.cursor for place in places)
        assert page["maxCursor"] >= max([self.cursor, *places])
        # Else the site would step there, one number at a time.
        assert places or page["maxCursor"] == self.cursor
        self.cursor = max([self.cursor, *places])
        pulled = [_read(entry) for entry in page["data"]]
        for key, data in pulled:
            self.apply(key, data)
        return pulled

    def page(self, limit: int) -> tuple[int, list[tuple[int, Key, Data | None]]]:
        """The length that the queue is said to have, and its first rows."""
        page = read_strictly(queue_page(self.site_id, limit).body)
        rows = [(int(entry["syncOutId"]), *_read(entry)) for entry in page["data"]]
        assert len(rows) <= limit
        return page["queueLength"], rows

    def store(self, rows: Sequence[tuple[int, Key, Data | None]]) -> None:
        """Keeps what was pulled, in its order."""
        for _, key, data in rows:
            self.apply(key, data)

    def acknowledge(self, ids: list[int]) -> int:
        """Tells the portal which rows are stored; returns how many it took out."""
        self.acknowledged = ids
        return acknowledge_records(self.site_id, ids)


def _on_the_wire(entry: Pushed) -> dict[str, Any]:
    table, record_id = entry.key
    return {
        "syncOutId": "1",
        "tableName": table,
        "recordId": record_id,
        "action": "Delete" if entry.data is None else "Update",
        "recordData": entry.data,
    }


def _read(entry: dict[str, Any]) -> tuple[Key, Data | None]:
    assert entry["action"] in {"update", "delete"}
    data = entry["recordData"]
    assert (data is None) == (entry["action"] == "delete")
    return (entry["tableName"], entry["recordId"]), data

"""Records that no site should push, and why each is set aside."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import PushedBatch
from tests.syncjobs.exchange.hostile import a_push, as_bytes, nested, post_raw
from tests.syncjobs.exchange.wire import Entry, Remote, delete, update

LONG = "x" * 10_000
HALF = "\ud800"
NO_OBJECTS: tuple[Any, ...] = (None, 1, 1.5, True, "text", [], [{}])
NO_IDS: tuple[Any, ...] = (None, 0, 1.5, True, "", [], {}, ["A"], {"ID": "A"}, LONG)
OTHER_IDS: tuple[Any, ...] = (None, "other", "Bad", "bad ", 1, ["bad"], {"ID": "bad"})
# Levels that the portal reads and a site does not, or hardly.
TOO_DEEP = (100, 150, 390)
TOO_LARGE = (float("inf"), -float("inf"), 10**30, -(10**30), 2**64, 10**4_000)
NO_TABLES = ("", "location", "Location ", "Location\0", f"Location{HALF}", LONG, "\0", HALF)
NO_ACTIONS = ("", "Merge", "Upsert", "update\0", f"update{HALF}", "\u0131nsert", LONG)
NO_RECORD_IDS = ("", "\0", "a\0", HALF, "\udfff", "a\ufffd", "x" * 256, LONG)


@dataclass(frozen=True, slots=True)
class Scene:
    """A site that pushes, its partner, and a site whose records are nobody else's."""

    one: Remote
    two: Remote
    owner: Remote

    def push(self, *entries: Entry) -> None:
        """Site one pushes these entries, and they are integrated."""
        answer = post_raw(self.one, "queued_records", as_bytes(a_push(*entries, queue_length=0)))
        assert answer.json() == {"integrationStarted": True}
        integrate_complete_pushes()
        assert not PushedBatch.objects.exists()


Make = Callable[[Scene], Entry]
Cases = dict[str, tuple[str, Make]]


def location(scene: Scene, **members: Any) -> Entry:
    """A location of the site that pushes; the members are of its content."""
    return update("Location", {"ID": "bad", "store_ID": scene.one.store.pk} | members)


def _content(**members: Any) -> Make:
    return lambda scene: location(scene, **members)


def _entry(**members: Any) -> Make:
    return lambda scene: location(scene) | members


def _of(table_name: str, **members: Any) -> Make:
    return lambda _: update(table_name, {"ID": "bad"} | members)


def _document(hidden: Any) -> Make:
    """A document whose text says what sites would get."""
    text = json.dumps({"a": hidden}).replace("Infinity", "1e999")
    return _of("om_document", owner_name_ID="p", data=text)


def _named_otherwise(value: Any) -> Make:
    return lambda scene: location(scene, ID=value) | {"recordId": "bad"}


def _each(reason: str, make: Callable[[Any], Make], values: tuple[Any, ...]) -> Cases:
    return {f"{reason} {value!r:.12}": (reason, make(value)) for value in values}


CASES: Cases = {
    **_each("unknown_table", lambda name: _entry(tableName=name), NO_TABLES),
    **_each("not_pushable", lambda name: _entry(action=name), NO_ACTIONS),
    **_each("record_id_invalid", lambda text: _content(ID=text), NO_RECORD_IDS),
    **_each("not_an_object", lambda value: _entry(recordData=value), NO_OBJECTS),
    **_each("id_mismatch", _named_otherwise, OTHER_IDS),
    **_each("too_deep", lambda levels: _content(x=nested(levels)), TOO_DEEP),
    **_each("number_too_large", lambda number: _content(x=[number]), TOO_LARGE),
    **_each("unroutable", lambda value: _content(store_ID=value), NO_IDS),
    "half a pair": ("text_not_unicode", _content(x=HALF)),
    "half a pair in a name": ("text_not_unicode", _content(x={HALF: 1})),
    "nul": ("text_has_nul", _content(x="a\0")),
    "nul in a name": ("text_has_nul", _content(x={"\0": 1})),
    "nul in a store": ("text_has_nul", _content(store_ID="\0")),
    "hidden half a pair": ("text_not_unicode", _document(HALF)),
    "hidden nul": ("text_has_nul", _document("\0")),
    "hidden depth": ("too_deep", _document(nested(150))),
    "hidden large number": ("number_too_large", _document(10**30)),
    "no such store": ("store_unknown", _content(store_ID="nowhere")),
    "store of another site": ("not_yours", lambda s: location(s, store_ID=s.owner.store.pk)),
    "record of another site": ("not_yours", _content(ID="loc-owner")),
    "delete of another site's": ("not_yours", lambda _: delete("Location", "loc-owner")),
    "line of nothing": ("unroutable", _of("requisition_line", requisition_ID=5)),
    "line of another site's": ("not_yours", _of("requisition_line", requisition_ID="req-owner")),
    "line too early": ("parent_unknown", _of("requisition_line", requisition_ID="nowhere")),
    "document of nobody": ("unroutable", _of("om_document")),
    "message of others": (
        "not_yours",
        lambda s: update("message", {"ID": "bad", "fromStoreID": 1, "toStoreID": s.two.store.pk}),
    ),
    "name of a facility": ("not_yours", _of("name", type=["patient"])),
    "central data": ("not_pushable", _of("unit")),
    "of the central server": ("not_pushable", _of("om_vaccination")),
}

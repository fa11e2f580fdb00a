"""Changes that are made at the centre: by an administrator, an import or a test."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import transaction

from syncjobs.records.change import Change, Key
from syncjobs.records.json_text import load_object
from syncjobs.records.publishing import publish
from syncjobs.records.workspace import Workspace
from syncjobs.records.writing import lock_records

CHUNK = 1_000


@transaction.atomic
def author_changes(changes: Iterable[Change]) -> int:
    """Makes these changes and queues them for whoever must have them; returns how many there were.

    All or nothing. A change that says nothing new is no change.
    """
    lock_records()
    total = 0
    remaining = iter(changes)
    while chunk := list(islice(remaining, CHUNK)):
        workspace = Workspace()
        workspace.load(change.key for change in chunk)
        for change in chunk:
            workspace.put(change)
        publish(workspace)
        total += len(chunk)
    return total


def present_data(keys: Sequence[Key]) -> dict[Key, dict[str, object]]:
    """The content of those of these records that exist."""
    workspace = Workspace()
    workspace.load(keys)
    found = ((key, workspace.present(key)) for key in keys)
    return {key: load_object(record.data) for key, record in found if record is not None}

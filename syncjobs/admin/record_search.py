"""Finding records among very many, along the indexes that there are."""

from django.db.models import QuerySet

from syncjobs.models import Record
from syncjobs.records.tables import TABLES

Records = QuerySet[Record, Record]

# After these letters and digits comes another one that every collation sorts higher.
INCREASABLE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYabcdefghijklmnopqrstuvwxy")


def search_records(records: Records, text: str, table_name: str) -> Records:
    """The records whose id begins with `text`; failing those, with `text` anywhere in the JSON.

    The JSON is searched only in one table, the one with the name `table_name`: without it (""),
    every record that there is would have to be read.
    """
    if not table_name:
        # Named, because the index of ids begins with the name of the table.
        return _with_id(records.filter(table_name__in=TABLES), text)
    by_id = _with_id(records, text)
    return by_id if by_id.exists() else records.filter(data__icontains=text)


def _with_id(records: Records, prefix: str) -> Records:
    found = records.filter(record_id__gte=prefix, record_id__startswith=prefix)
    beyond = text_beyond(prefix)
    return found.filter(record_id__lt=beyond) if beyond else found


def text_beyond(prefix: str) -> str:
    """A text that sorts after all that begin with `prefix`, in whatever way a database sorts.

    Empty where there is no such text.
    """
    kept = prefix
    while kept and kept[-1] not in INCREASABLE:
        kept = kept[:-1]
    if not kept:
        return ""
    return kept[:-1] + ("A" if kept[-1] == "9" else chr(ord(kept[-1]) + 1))

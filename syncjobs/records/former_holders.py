"""Sites that have a record although its routing does not say so (any more)."""

from collections.abc import Iterable

from sites.models import Site
from syncjobs.models import Record
from syncjobs.records.audience import OPEN_STATUSES, Audiences
from syncjobs.records.record_state import RecordState
from syncjobs.records.tables import RecordClass
from syncjobs.records.workspace import Workspace

PEOPLE = (RecordClass.NAME, RecordClass.PERSON)


def add_former_holders(
    holders: Audiences, workspace: Workspace, changed: Iterable[RecordState]
) -> None:
    """Adds to those who have the changed records who would otherwise keep them.

    A person that is deleted goes from every site that ever saw it, because nobody is told when it
    gets out of sight (rules 4 and 9). What was central data, and is not any more, everybody has.
    """
    deleted = {}
    no_longer_central = set()
    for record in changed:
        was = workspace.originals.get(record.key)
        if was is None:
            continue
        if record.is_deleted and was.person_id and record.table.record_class in PEOPLE:
            deleted[record.key] = was.person_id
        if record.central_cursor is not None and not record.is_central:
            no_longer_central.add(record.key)
    if deleted:
        seen_by = _ever_seen_by(set(deleted.values()))
        for key, person in deleted.items():
            holders.setdefault(key, set()).update(seen_by.get(person, ()))
    if no_longer_central:
        sites = Site.objects.filter(initialisation_status__in=OPEN_STATUSES).order_by()
        everybody = set(sites.values_list("pk", flat=True))
        holders.update(dict.fromkeys(no_longer_central, everybody))


def revived(workspace: Workspace, changed: Iterable[RecordState]) -> dict[int, set[int]]:
    """The deleted records that these changes write again: by id, with the sites that did so."""
    sites_of_record = {}
    for record in changed:
        if not record.is_new and not record.is_deleted and record.key not in workspace.originals:
            authors = workspace.authors[record.key]
            sites_of_record[record.pk] = {author for author in authors if author is not None}
    return sites_of_record


def _ever_seen_by(people: set[str]) -> dict[str, set[int]]:
    """The sites whose stores have or had a join with these people, also a deleted one."""
    joins = Record.objects.filter(
        joined_id__in=people, owner_store__site__initialisation_status__in=OPEN_STATUSES
    ).order_by()
    seen_by: dict[str, set[int]] = {}
    for person, site_id in joins.values_list("joined_id", "owner_store__site_id"):
        seen_by.setdefault(person or "", set()).add(site_id)
    return seen_by

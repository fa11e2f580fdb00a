"""One record as it stands while changes are made to it."""

from dataclasses import dataclass, field

from syncjobs.records.change import Key
from syncjobs.records.routing import Routing
from syncjobs.records.tables import TABLES, RecordClass, Table


@dataclass(slots=True)
class RecordState:
    """The columns of a `syncjobs.models.Record`, without what a model costs for each of thousands.

    `key` is table name and record id; `pk` is the row's id, 0 for a record that has no row yet.
    """

    key: Key
    pk: int = 0
    data: str = ""
    is_deleted: bool = False
    routing: Routing = field(default_factory=Routing)
    author_site_id: int | None = None
    central_cursor: int | None = None

    @property
    def table(self) -> Table:
        """The legacy table."""
        return TABLES[self.key[0]]

    @property
    def is_new(self) -> bool:
        """Whether the record has no row yet."""
        return self.pk == 0

    @property
    def is_central(self) -> bool:
        """Whether the record goes to all sites through the central log.

        A permission without a store is everybody's.
        """
        record_class = self.table.record_class
        if record_class is RecordClass.NAME:
            return self.routing.person_id is None
        if self.key[0] == "om_user_permission":
            return self.routing.owner_store_id is None
        return record_class is RecordClass.CENTRAL

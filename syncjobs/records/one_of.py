"""The condition that a column has one of a thousand values."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


class OneOf(In[Any]):
    """What `column__in=values` says, to be written as `filter(OneOf(F("column"), values))`.

    PostgreSQL gets the values as one list. Otherwise each is a parameter of its own, and to write
    and read a statement with a thousand parameters costs more than to answer it. The values are
    taken as they are, so they must be of the column's type.
    """

    def get_prep_lookup(self) -> list[Any]:
        """The values, of which Django would otherwise prepare each."""
        return list(self.rhs)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """The condition, with one parameter."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, self.rhs]

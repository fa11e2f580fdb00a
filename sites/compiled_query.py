"""A query whose SQL is made once and not at every call.

Django builds and compiles a QuerySet anew whenever it is used. For the one query that every call
of a site makes, that costs several times what the database needs to answer it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet

# Stands for the text when the SQL is made, and is replaced among the parameters at each use.
_PLACEHOLDER = "\ue000 the text of a compiled query"
Row = tuple[Any, ...]
Converter = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL, its parameters, and how values of some columns become Python's."""

    sql: str
    parameters: Sequence[Any]
    converters: Sequence[tuple[int, Sequence[Converter], Any]]


class CompiledQuery:
    """The first row of a QuerySet of `values_list`, for one text or another.

    `build` makes the QuerySet for a text, which it must use as a value and not look at.
    """

    def __init__(self, build: Callable[[str], QuerySet[Any, Row]]) -> None:
        self._build = build
        # Converters belong to the database connection, and that to its thread.
        self._of_thread = threading.local()

    def first(self, text: str) -> Row | None:
        """The row for this text, or None. One query."""
        statement = self._statement()
        parameters = [text if each == _PLACEHOLDER else each for each in statement.parameters]
        row = _fetch(statement.sql, parameters)
        return None if row is None else _converted(row, statement)

    def _statement(self) -> _Statement:
        try:
            statement: _Statement = self._of_thread.statement
        except AttributeError:
            statement = self._of_thread.statement = _compile(self._build(_PLACEHOLDER)[:1])
        return statement


def _fetch(sql: str, parameters: Sequence[Any]) -> Row | None:
    """The first row, on the kept connection without asking first whether that still works.

    Django would ask with a query of its own before each request. Here the one query is the
    question: when the server has closed the connection, it is made anew and the query repeated.
    """
    connection.health_check_done = True  # type: ignore[attr-defined] # the stubs lack it
    try:
        return _execute(sql, parameters)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _execute(sql, parameters)


def _execute(sql: str, parameters: Sequence[Any]) -> Row | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: Row | None = cursor.fetchone()
        return row


def _compile(queryset: QuerySet[Any, Row]) -> _Statement:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([expression for expression, *_ in compiler.select or ()])
    return _Statement(
        sql,
        parameters,
        [(column, functions, of) for column, (functions, of) in converters.items()],
    )


def _converted(row: Row, statement: _Statement) -> Row:
    values = list(row)
    for column, functions, expression in statement.converters:
        for function in functions:
            values[column] = function(values[column], expression, connection)
    return tuple(values)

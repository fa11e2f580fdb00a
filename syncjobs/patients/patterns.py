"""What a text in a search for patients means: `@` stands for any text, as in the legacy server."""

from typing import Any, Final

from django.db.models import BooleanField, F, Func, Value

from syncjobs.records.patient_keys import folded

WILDCARD: Final = "@"
# An index of trigrams knows shorter texts only at the beginnings of words, and at their ends with
# one letter less.
SHORTEST_WITHIN: Final = 3


class Like(Func):
    """Whether a text fits a pattern of SQL, case counting, with `\\` before what is no wildcard."""

    template = "%(expressions)s"
    arg_joiner = " LIKE "
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite knows no escape unless it is told."""
        template = "(%(expressions)s ESCAPE '\\')"
        return self.as_sql(compiler, connection, template=template, **context)


def condition(column: str, text: str) -> Like | None:
    """What the keys in this column must fit; None when the text says nothing.

    `ada` is the whole text, `ada@` its beginning, `@ada@` a part of it. One or two letters are
    looked for at the beginnings of words.
    """
    parts = [folded(part) for part in text.split(WILDCARD)]
    words = [_escaped(part) for part in parts if part]
    if not words:
        return None
    begins_anywhere, ends_anywhere = not parts[0], not parts[-1]
    longest = max(len(part) for part in parts)
    is_short = longest < (SHORTEST_WITHIN if ends_anywhere else SHORTEST_WITHIN - 1)
    start = ("% " if is_short else "%") if begins_anywhere else " "
    end = "%" if ends_anywhere else ""
    return Like(F(column), Value(f"{start}{'%'.join(words)}{end}"))


def _escaped(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return text

"""JSON as strictly as the parser of a real site reads it.

Members that the site does not know are ignored. A member that it knows must have exactly its type,
and may not stand twice in an object. Whatever a record says must be within the limits of the
parser.
"""

import json
import math
from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")

HIGHEST_UNSIGNED: Final = 2**64 - 1
LOWEST_INT32: Final = -(2**31)
HIGHEST_INT32: Final = 2**31 - 1
DEEPEST: Final = 127


class StrictJsonError(ValueError):
    """The text is not JSON, or not of the form that is read."""


class _Repeating(dict[str, Any]):
    """An object of JSON in which the members of `repeated` stand more than once."""

    repeated: frozenset[str]


def parse(body: bytes) -> Any:
    """The value of a whole body; raises StrictJsonError."""
    try:
        value = json.loads(
            body.decode("utf-8-sig", errors="replace"),
            object_pairs_hook=_object,
            parse_float=_finite,
            parse_constant=_refuse_constant,
        )
        if b"\\ud" in body.lower():
            # Raises UnicodeEncodeError, a ValueError, for half of a surrogate pair.
            json.dumps(value, ensure_ascii=False).encode()
    except StrictJsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise StrictJsonError(f"Could not parse response body: {error}") from error
    _refuse_depth(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    names = [name for name, _ in pairs]
    repeating = _Repeating(members)
    repeating.repeated = frozenset(name for name in names if names.count(name) > 1)
    return repeating


def _refuse_constant(text: str) -> None:
    raise StrictJsonError(f"Could not parse response body: {text} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise StrictJsonError(f"Could not parse response body: {text} is out of range")
    return number


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [outer for outer in level if isinstance(outer, dict | list)]
        if not level:
            return
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    raise StrictJsonError(f"Could not parse response body: more than {DEEPEST} levels")


class Members:
    """The members of one object; `what` names it in errors. All methods raise StrictJsonError."""

    def __init__(self, value: Any, what: str) -> None:
        if not isinstance(value, dict):
            raise StrictJsonError(f"{what} is not an object")
        self._members = value
        self._what = what

    def text(self, name: str) -> str:
        """A string."""
        value = self._required(name)
        if not isinstance(value, str):
            raise self._wrong(name, "a string")
        return value

    def optional_text(self, name: str) -> str | None:
        """A string, null, or nothing."""
        return self.text(name) if self._known(name).get(name) is not None else None

    def choice(self, name: str, choices: dict[str, T]) -> T:
        """What one of the spellings in `choices` means."""
        value = self.text(name)
        if value not in choices:
            raise self._wrong(name, "one of " + ", ".join(choices))
        return choices[value]

    def unsigned(self, name: str) -> int:
        """A whole number that is not negative, without a decimal point."""
        return self._integer(name, 0, HIGHEST_UNSIGNED, "an unsigned integer")

    def int32(self, name: str) -> int:
        """A whole number of 32 bits with a sign."""
        return self._integer(name, LOWEST_INT32, HIGHEST_INT32, "an integer of 32 bits")

    def boolean(self, name: str) -> bool:
        """True or false."""
        value = self._required(name)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def any(self, name: str, default: Any) -> Any:
        """Any JSON; `default` only if the member is absent."""
        return self._known(name).get(name, default)

    def each(self, name: str, read: Callable[[Any], T]) -> list[T]:
        """A list whose elements `read` understands."""
        value = self._required(name)
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return [read(element) for element in value]

    def each_if_present(self, name: str, read: Callable[[Any], T]) -> list[T]:
        """As `each`; an absent member counts as an empty list, null does not."""
        return self.each(name, read) if name in self._members else []

    def _integer(self, name: str, lowest: int, highest: int, kind: str) -> int:
        value = self._required(name)
        # Python's True is an int as well.
        if type(value) is not int or not lowest <= value <= highest:
            raise self._wrong(name, kind)
        return value

    def _required(self, name: str) -> Any:
        members = self._known(name)
        if name not in members:
            raise StrictJsonError(f"{self._what} has no member `{name}`")
        return members[name]

    def _known(self, name: str) -> dict[str, Any]:
        if isinstance(self._members, _Repeating) and name in self._members.repeated:
            raise StrictJsonError(f"{self._what} has the member `{name}` more than once")
        return self._members

    def _wrong(self, name: str, kind: str) -> StrictJsonError:
        shown = json.dumps(self._members[name], ensure_ascii=False)[:100]
        return StrictJsonError(f"`{name}` of {self._what} is not {kind}: {shown}")

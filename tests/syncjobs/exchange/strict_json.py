"""JSON as the strict reader of a site takes it: one bad value refuses the whole answer."""

import json
import math
from typing import Any, NoReturn

DEEPEST = 127
LARGEST = 2**64


def read_strictly(text: bytes) -> Any:
    """The value in the text. Raises ValueError for anything that a site could not read."""
    value = json.loads(
        text.decode("utf-8", "strict"),
        parse_constant=_refuse,
        parse_float=_finite,
        parse_int=_integer,
        object_pairs_hook=_without_doubles,
    )
    _refuse_depth(value)
    _refuse_halves(value)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is out of range.")
    return number


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) >= LARGEST:
        raise ValueError(f"{text} is out of range.")
    return number


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("A member is there twice.")
    return members


def _refuse_depth(value: Any) -> None:
    level = _containers([value])
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _containers(each)]
    if level:
        raise ValueError(f"The value is nested deeper than {DEEPEST} levels.")


def _containers(outer: Any) -> list[Any]:
    values = outer.values() if isinstance(outer, dict) else outer
    return [each for each in values if isinstance(each, dict | list)]


def _refuse_halves(value: Any) -> None:
    # Half of a surrogate pair cannot be encoded.
    json.dumps(value, ensure_ascii=False).encode()

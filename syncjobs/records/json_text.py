"""The JSON text of a record, as it is stored and spliced into answers."""

import json
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def dump(data: Any) -> str:
    """Compact JSON text; raises ValueError for what JSON has no number for."""
    return _ENCODER.encode(data)


def load_object(text: str) -> dict[str, Any]:
    """The object in the JSON text; an empty one for empty text."""
    data: dict[str, Any] = json.loads(text) if text else {}
    return data

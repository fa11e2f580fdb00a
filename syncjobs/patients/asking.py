"""What a site asks when it looks for patients: the query of the URL, read and bounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from syncjobs.exchange.errors import QueryError
from syncjobs.models.patient import LONGEST_KEY
from syncjobs.records.conversions import is_date

# A site that names no limit gets so many patients; no site gets more than the second at once.
DEFAULT_LIMIT: Final = 100
MOST_ROWS: Final = 500
TEXTS: Final = ("first_name", "last_name", "policy_number", "barcode", "code")
_YES_OR_NO: Final = MappingProxyType({"false": False, "0": False, "true": True, "1": True})


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """A search; `texts` are by the parameter's name, without those that say nothing."""

    texts: Mapping[str, str] = field(default_factory=dict)
    born_on: date | None = None
    wants_deleted: bool = False
    limit: int = DEFAULT_LIMIT
    offset: int = 0

    def as_asked(self) -> dict[str, str | int | bool]:
        """The search in the words of the call, as it is kept."""
        asked: dict[str, str | int | bool] = dict(self.texts)
        if self.born_on is not None:
            asked["dob"] = self.born_on.isoformat()
        if self.wants_deleted:
            asked["is_deleted"] = True
        if self.offset:
            asked["offset"] = self.offset
        return asked


def read_texts(query: Mapping[str, str]) -> dict[str, str]:
    """The texts to look for. Raises QueryError for one that is too long."""
    # No database keeps a zero.
    given = {name: query.get(name, "").replace("\0", "\ufffd") for name in TEXTS}
    texts = {name: text for name, text in given.items() if text.strip()}
    for name, text in texts.items():
        if len(text) > LONGEST_KEY:
            raise QueryError(
                f"{name} has {len(text)} characters; {LONGEST_KEY} are possible.",
                "Send less of it, with @ at the end.",
            )
    return texts


def read_day(query: Mapping[str, str], name: str) -> date | None:
    """The day that is asked for, if any. Raises QueryError for what is no day."""
    text = query.get(name, "").strip()
    if not text:
        return None
    if not is_date(text):
        raise QueryError(f"{name} is no day of the calendar.", f"Send {name}=1990-05-01.")
    return date.fromisoformat(text)


def read_yes_or_no(query: Mapping[str, str], name: str) -> bool:
    """Whether it is asked for; not unless it is said. Raises QueryError for any other word."""
    text = query.get(name, "").strip().lower() or "false"
    if text not in _YES_OR_NO:
        raise QueryError(f"{name} is neither true nor false.", f"Send {name}=false.")
    return _YES_OR_NO[text]

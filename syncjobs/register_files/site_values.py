"""What a line of the file says of a site."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from sites.choices import InitialisationStatus
from sites.credentials import client_secret
from sites.errors import RegisterError
from sites.identity import PORTAL_SITE_ID
from sites.imported_passwords import is_client_secret
from sites.models import Site
from sites.models.site import LONGEST_LEGACY_ID
from sites.names import clean_code, clean_name
from sites.registration import normalised_or_empty
from syncjobs.records.store_register import END_OF_SITE_IDS
from syncjobs.register_files.cells import Clock, read_number, read_tick
from syncjobs.register_files.plan import Reason

T = TypeVar("T")

# Makes the UUID of a site whose id is none, always the same one.
ID_SPACE: Final = uuid.UUID("5d6f6f1e-9a51-4c1b-9a06-0f6a5f5f2a11")
HOW_TO_GO_ON: Final = (
    "Leave the cell empty, and set a new password on the site's page afterwards; it has to be"
    " entered at the site."
)
_HIGHEST_VERSION: Final = 32_767
_DIGITS: Final = re.compile(r"\d{1,5}\Z")
_EMPTY_SECRET: Final = client_secret("")


@dataclass(slots=True)
class SiteValues:
    """A site as the old server knows it; a column that the file has not is not there.

    `decided` are the columns that an administrator decides, `learned` those that the site itself
    told, by the name of the column of `Site`. `secret` is the client secret, empty for none.
    """

    told_id: str = ""
    site_id: int = 0
    is_central: bool = False
    secret: str = field(default="", repr=False)
    disabled_at: datetime | None = None
    first_sync_at: datetime | None = None
    decided: dict[str, Any] = field(default_factory=dict)
    learned: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def uuid(self) -> uuid.UUID:
        """The id as a UUID; one that is made of it when it is none."""
        try:
            return uuid.UUID(self.told_id)
        except ValueError:
            return uuid.uuid5(ID_SPACE, self.told_id)

    @property
    def legacy_id(self) -> str:
        """The id letter by letter, where the UUID is written otherwise."""
        return "" if str(self.uuid) == self.told_id else self.told_id


class SiteReader:
    """Reads one line; what is wrong with it is added to `reasons`, which never hold a secret."""

    def __init__(self, cells: Mapping[str, str], clock: Clock) -> None:
        self._cells = cells
        self._clock = clock
        self.reasons: list[Reason] = []

    def read(self) -> SiteValues:
        """The values of the line, as far as they can be read."""
        values = SiteValues()
        values.told_id = self._try("ID", _told_id, "")
        values.site_id = self._try("site_ID", _site_id, 0)
        values.secret = self._try("password_hash", _secret, "")
        values.is_central = self._try("is_omsupply_central_server", read_tick, default=False)
        values.disabled_at = self._try("disabled_date", self._clock.moment, None)
        values.first_sync_at = self._moment("first_sync")
        self._read_decided(values)
        self._read_learned(values)
        if values.is_central and values.disabled_at:
            sentence = "The Open mSupply central server cannot be disabled."
            self.reasons.append(Reason("disabled_date", sentence))
        if values.is_central and not values.decided.get("url"):
            sentence = "The Open mSupply central server needs the URL at which sites find it."
            self.reasons.append(Reason("omsupply_central_server_url", sentence))
        return values

    def _read_decided(self, values: SiteValues) -> None:
        readers: dict[str, tuple[str, Callable[[str], str]]] = {
            "name": ("name", clean_name),
            "code": ("code", clean_code),
            "url": ("omsupply_central_server_url", normalised_or_empty),
        }
        for column, (heading, read) in readers.items():
            if heading in self._cells:
                values.decided[column] = self._try(heading, read, "")

    def _read_learned(self, values: SiteValues) -> None:
        texts = {"hardware_id": "hardwareID", "app_name": "app_name", "app_version": "app_version"}
        for column, heading in texts.items():
            if heading in self._cells:
                values.learned[column] = self._try(heading, _shown_text(column), "")
        if "sync_version" in self._cells:
            values.learned["sync_version"] = self._version(values)
        if "initialisation_status" in self._cells:
            status = self._try("initialisation_status", _status, InitialisationStatus.NEW)
            if status == InitialisationStatus.STARTED:
                values.notes.append("its data was being prepared: it asks for it anew")
                status = InitialisationStatus.NEW
            values.learned["initialisation_status"] = status.value
        synced, called = self._moment("last_sync"), self._moment("last_connection")
        contact = max((each for each in (synced, called) if each is not None), default=None)
        if "last_sync_date" in self._cells:
            values.learned["last_success_at"] = synced
        if {"last_sync_date", "last_connection_date"} & self._cells.keys():
            values.learned["last_contact_at"] = values.learned["last_attempt_at"] = contact

    def _version(self, values: SiteValues) -> int | None:
        text = self._cells["sync_version"]
        if _DIGITS.match(text) and int(text) <= _HIGHEST_VERSION:
            return int(text)
        if text:
            values.notes.append("its sync version is no number and is left out")
        return None

    def _moment(self, name: str) -> datetime | None:
        hour = self._cells.get(f"{name}_time", "")
        return self._try(f"{name}_date", lambda day: self._clock.moment(day, hour), None)

    def _try(self, heading: str, read: Callable[[str], T], default: T) -> T:
        if heading not in self._cells:
            return default
        try:
            return read(self._cells[heading])
        except (RegisterError, ValueError) as error:
            self.reasons.append(Reason(heading, str(error)))
            return default


def _told_id(text: str) -> str:
    if not text or len(text) > LONGEST_LEGACY_ID or not text.isprintable():
        raise ValueError(f"The id of a site has 1 to {LONGEST_LEGACY_ID} characters.")
    return text


def _site_id(text: str) -> int:
    number = read_number(text)
    if not 0 < number < END_OF_SITE_IDS:
        raise ValueError(f"{number} is no number of a site; it is at least {PORTAL_SITE_ID}.")
    return number


def _secret(text: str) -> str:
    """The client secret. What stands in the cell is in no message."""
    secret = text.lower()
    if not secret:
        return ""
    if not is_client_secret(secret):
        raise ValueError(
            f"It is no SHA-256 of 64 hexadecimal digits but has {len(text)} characters."
            f" {HOW_TO_GO_ON}"
        )
    if secret == _EMPTY_SECRET:
        raise ValueError(f"It is the hash of an empty password. {HOW_TO_GO_ON}")
    return secret


def _status(text: str) -> InitialisationStatus:
    try:
        return InitialisationStatus(text.lower() or InitialisationStatus.NEW)
    except ValueError as error:
        known = ", ".join(InitialisationStatus.values)
        raise ValueError(f"“{text}” is none of {known}.") from error


def _shown_text(column: str) -> Callable[[str], str]:
    field: Any = Site._meta.get_field(column)
    longest: int = field.max_length

    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"It has {len(text)} characters; {longest} are allowed.")
        if text and not text.isprintable():
            raise ValueError("It contains a control character, such as a line break.")
        return text

    return read

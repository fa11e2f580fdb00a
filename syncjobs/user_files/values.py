"""What the cells of a file say of the user itself."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError

from sites.choices import UserLanguage
from sites.errors import RegisterError
from sites.models import SiteUser
from syncjobs.user_files.columns import NO, TEXTS, YES
from syncjobs.user_register import check_name

_LANGUAGES: Final = {
    word: language
    for language in UserLanguage
    for word in (str(language.value), language.label.casefold())
}


def apply_values(user: SiteUser, cells: Mapping[str, str], reasons: list[str]) -> list[str]:
    """Gives the user what the cells say; returns what that changes, and adds what is wrong."""
    changed = []
    for column, value in _values(cells, reasons):
        if getattr(user, column) != value:
            setattr(user, column, value)
            changed.append(column)
    return changed


def _values(cells: Mapping[str, str], reasons: list[str]) -> Iterator[tuple[str, Any]]:
    for column in TEXTS:
        if column in cells:
            try:
                yield column, _text(column, cells[column])
            except (RegisterError, ValidationError) as error:
                reasons.append(_sentence(column, error))
    # An empty cell says nothing here: there is no language, and no activity, that is empty.
    if language := cells.get("language"):
        if (number := _LANGUAGES.get(language.casefold())) is None:
            known = ", ".join(each.label for each in UserLanguage)
            reasons.append(f"language: “{language}” is none of {known}.")
        else:
            yield "language", number.value
    if active := cells.get("active", "").casefold():
        if active not in YES | NO:
            reasons.append(f"active: “{active}” is neither yes nor no.")
        else:
            yield "is_active", active in YES


def _text(column: str, text: str) -> str:
    if column == "name":
        return check_name(text)
    if text and not text.isprintable():
        raise ValidationError("There is a control character, such as a line break.")
    cleaned: str = SiteUser._meta.get_field(column).clean(text, None)  # type: ignore[union-attr]
    return cleaned


def _sentence(column: str, error: RegisterError | ValidationError) -> str:
    if isinstance(error, RegisterError):
        return str(error)
    return f"{column}: {' '.join(error.messages)}"

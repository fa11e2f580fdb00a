"""What a site asks when somebody logs in."""

from dataclasses import dataclass, field
from typing import Any, Final

from syncjobs.exchange.errors import RequestBodyError

ADVICE: Final = "Send username and password as text, and siteName as text or null."


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """What a site asks; its text form leaves out what may be a password. No site is empty text."""

    username: str = field(repr=False)
    password: str = field(repr=False)
    site_name: str


def read_login(body: Any) -> LoginAttempt:
    """The attempt in the body of a call. Raises RequestBodyError, naming what is wrong."""
    if not isinstance(body, dict):
        raise RequestBodyError("The body is not a JSON object.", ADVICE)
    return LoginAttempt(
        _text(body, "username"), _text(body, "password"), _text(body, "siteName", or_null=True)
    )


def _text(body: dict[str, Any], member: str, *, or_null: bool = False) -> str:
    value = body.get(member)
    if value is None and or_null:
        return ""
    if not isinstance(value, str):
        raise RequestBodyError(f"{member} is missing or no text.", ADVICE)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RequestBodyError(f"{member} is not Unicode.", ADVICE) from error
    return value

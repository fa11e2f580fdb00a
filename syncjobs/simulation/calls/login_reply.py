"""The answer to a login, read in the order in which a site reads it (protocol 8.1)."""

import enum
from dataclasses import dataclass
from typing import Final

from syncjobs.simulation.calls.http_exchange import Reply
from syncjobs.simulation.calls.strict_json import Members, StrictJsonError, parse

UNAUTHORISED: Final = 401
FORBIDDEN: Final = 403
TIMEOUT: Final = "user_login_timeout"
TOP_TEXTS: Final = (
    *("username", "userFirstName", "userLastName", "userJobTitle", "userType", "service"),
    "storeName",
)
TEXTS: Final = (
    *("startup_method", "group_id", "mode", "initials", "address_1", "address_2", "phone2"),
    *("ldap_login_string", "windows_user_name", "license_category_id", "spare_1"),
)
FLAGS: Final = (
    *("active", "responsible_officer", "use_ldap", "receives_sms_errors", "is_group"),
    "isInactiveAuthoriser",
)
NUMBERS: Final = ("nblogins", "lasttime")
_NOTHING: Final = object()


class Verdict(enum.Enum):
    """What a site makes of the answer."""

    LET_IN = enum.auto()
    WRONG = enum.auto()
    BLOCKED = enum.auto()
    NO_SERVER = enum.auto()
    UNUSABLE = enum.auto()


@dataclass(frozen=True, slots=True)
class ToldUser:
    """The user as the server tells them; what is null there is None."""

    user_id: str
    name: str
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    job_title: str | None
    language: int


@dataclass(frozen=True, slots=True)
class ToldStore:
    """A store of the user; `permissions` are the numbers of protocol 8.2."""

    join_id: str
    store_id: str
    can_log_in: bool
    is_default: bool
    permissions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UserInfo:
    """Who logged in, and where they may work."""

    user: ToldUser
    stores: tuple[ToldStore, ...]


@dataclass(frozen=True, slots=True)
class LoginReply:
    """The verdict; with LET_IN the user, with BLOCKED the milliseconds, else why."""

    verdict: Verdict
    info: UserInfo | None = None
    blocked_milliseconds: int = 0
    detail: str = ""


def read_login_reply(reply: Reply) -> LoginReply:
    """What a site makes of an answer."""
    if reply.status == UNAUTHORISED:
        return LoginReply(Verdict.WRONG)
    try:
        value = parse(reply.body)
    except StrictJsonError as error:
        return LoginReply(Verdict.NO_SERVER, detail=str(error))
    if reply.status == FORBIDDEN:
        blocked = _blocked_milliseconds(value)
        if blocked is not None:
            return LoginReply(Verdict.BLOCKED, blocked_milliseconds=blocked)
    try:
        return _read_success(Members(value, "the answer"))
    except StrictJsonError as error:
        return LoginReply(Verdict.UNUSABLE, detail=f"status: {reply.status}, {error}")


def _blocked_milliseconds(value: object) -> int | None:
    try:
        members = Members(value, "the answer")
        remaining = members.unsigned("timeoutRemaining")
        return remaining if members.text("status") == TIMEOUT else None
    except StrictJsonError:
        return None


def _read_success(members: Members) -> LoginReply:
    """An answer of the form of a success, whatever it says."""
    status = members.text("status")
    members.boolean("authenticated")
    for name in TOP_TEXTS:
        members.text(name)
    told = members.any("userInfo", None)
    info = None if told is None else _read_info(Members(told, "`userInfo`"))
    if status in {"error", "Error"}:
        return LoginReply(Verdict.NO_SERVER, detail="The server says “error”.")
    if status not in {"success", "Success"}:
        return LoginReply(Verdict.UNUSABLE, detail=f"The server says {status!r}.")
    if info is None:
        return LoginReply(Verdict.UNUSABLE, detail="The answer has no user.")
    return LoginReply(Verdict.LET_IN, info)


def _read_info(members: Members) -> UserInfo:
    user = _read_user(Members(members.any("user", None), "`user`"))
    return UserInfo(user, tuple(members.each("userStores", _read_store)))


def _read_user(members: Members) -> ToldUser:
    for name in TEXTS:
        members.text(name)
    for name in FLAGS:
        members.boolean(name)
    for name in NUMBERS:
        members.int32(name)
    return ToldUser(
        user_id=members.text("ID"),
        name=members.text("name"),
        first_name=_text_or_null(members, "first_name"),
        last_name=_text_or_null(members, "last_name"),
        email=_text_or_null(members, "e_mail"),
        phone=_text_or_null(members, "phone1"),
        job_title=_text_or_null(members, "job_title"),
        language=members.int32("Language"),
    )


def _read_store(value: object) -> ToldStore:
    members = Members(value, "an element of `userStores`")
    members.text("user_ID")
    members.boolean("can_action_replenishments")
    has = members.each("permissions", _read_flag)
    return ToldStore(
        join_id=members.text("ID"),
        store_id=members.text("store_ID"),
        can_log_in=members.boolean("can_login"),
        is_default=members.boolean("store_default"),
        permissions=tuple(number for number, granted in enumerate(has, 1) if granted),
    )


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise StrictJsonError(f"An element of `permissions` is not true or false: {value!r:.100}")
    return value


def _text_or_null(members: Members, name: str) -> str | None:
    """The member may be null, but not absent."""
    return None if members.any(name, _NOTHING) is None else members.text(name)

"""The answer that lets somebody in. A site reads each member only in exactly its type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

# A site demands these members and makes no use of them.
UNUSED_TEXTS: Final = (
    *("startup_method", "group_id", "initials", "address_1", "address_2", "phone2"),
    *("ldap_login_string", "windows_user_name", "license_category_id", "spare_1"),
)
UNUSED_FLAGS: Final = (
    *("responsible_officer", "use_ldap", "receives_sms_errors", "is_group"),
    "isInactiveAuthoriser",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is let in; `language` is a number of the wire."""

    id: str
    name: str
    first_name: str = ""
    last_name: str = ""
    job_title: str = ""
    email: str = ""
    phone: str = ""
    language: int = 0


@dataclass(frozen=True, slots=True)
class Access:
    """A store that the person may enter; `permissions` is the array of the wire (protocol 8.2)."""

    id: str
    store_id: str
    is_default: bool = False
    permissions: Sequence[bool] = ()


def login_answer(person: Person, accesses: Iterable[Access]) -> dict[str, Any]:
    """The answer of protocol 8.1, with every store that the person may enter."""
    return {
        "status": "success",
        "authenticated": True,
        "username": person.name,
        "userFirstName": person.first_name,
        "userLastName": person.last_name,
        "userJobTitle": person.job_title,
        "userType": "user",
        "service": "",
        "storeName": "",
        "userInfo": {
            "user": _user(person),
            "userStores": [_access(person, access) for access in accesses],
        },
    }


def _user(person: Person) -> dict[str, Any]:
    return {
        "ID": person.id,
        "name": person.name,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "job_title": person.job_title,
        "e_mail": person.email,
        "phone1": person.phone,
        "Language": person.language,
        "active": True,
        "mode": "store",
        "nblogins": 0,
        "lasttime": 0,
        **dict.fromkeys(UNUSED_TEXTS, ""),
        **dict.fromkeys(UNUSED_FLAGS, False),
    }


def _access(person: Person, access: Access) -> dict[str, Any]:
    return {
        "ID": access.id,
        "user_ID": person.id,
        "store_ID": access.store_id,
        "can_login": True,
        "store_default": access.is_default,
        "can_action_replenishments": False,
        "permissions": list(access.permissions),
    }

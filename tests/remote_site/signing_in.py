"""`authToken`: the site asks its central server about the user (protocol 8.1, first table)."""

from typing import Any, Final

import requests

from tests.remote_site.behaviour import Behaviour

TOP_TEXTS: Final = (
    *("username", "userFirstName", "userLastName", "userJobTitle", "userType", "service"),
    "storeName",
)
TEXTS: Final = (
    *("ID", "name", "startup_method", "group_id", "mode", "initials", "address_1", "address_2"),
    *("phone2", "ldap_login_string", "windows_user_name", "license_category_id", "spare_1"),
)
TEXTS_OR_NULL: Final = ("first_name", "last_name", "e_mail", "phone1", "job_title")
FLAGS: Final = (
    *("active", "responsible_officer", "use_ldap", "receives_sms_errors", "is_group"),
    "isInactiveAuthoriser",
)
NUMBERS: Final = ("nblogins", "lasttime", "Language")
PATIENCE_SECONDS: Final = 10


def sign_in(behaviour: Behaviour, username: str, password: str, asked: list[int]) -> str:
    """The name of the error's type, or empty text when the user may enter.

    `asked` takes the HTTP status of the central server's answer.
    """
    if behaviour.refuses_with:
        return behaviour.refuses_with
    request = {
        "username": username,
        "password": password,
        "loginType": "User",
        "siteName": behaviour.site_name,
    }
    try:
        answer = requests.post(
            f"{behaviour.portal_url}/api/v4/login", json=request, timeout=PATIENCE_SECONDS
        )
        asked.append(answer.status_code)
        if answer.status_code == 401:
            return "InvalidCredentials"
        reply = answer.json()
    except requests.RequestException:
        return "CentralSyncRequired"
    if answer.status_code == 403 and reply.get("status") == "user_login_timeout":
        return "AccountBlocked"
    # Nobody has a cached password on this site.
    if not is_success(reply):
        return "CentralSyncRequired"
    entered = [each["store_ID"] for each in reply["userInfo"]["userStores"] if each["can_login"]]
    return "" if set(entered) & set(behaviour.stores) else "NoSiteAccess"


def is_success(reply: Any) -> bool:
    """Whether a site could parse this as a success, and it is one."""
    match reply:
        case {
            "status": "success" | "Success",
            "authenticated": bool(),
            "userInfo": {"user": dict(user), "userStores": [*stores]},
        }:
            return (
                _all_are(reply, TOP_TEXTS, str)
                and _all_are(user, TEXTS, str)
                and all(
                    user.get(name, 0) is None or isinstance(user[name], str)
                    for name in TEXTS_OR_NULL
                )
                and _all_are(user, FLAGS, bool)
                and _all_are(user, NUMBERS, int)
                and all(_is_access(store) for store in stores)
            )
    return False


def _is_access(store: Any) -> bool:
    match store:
        case {
            "ID": str(),
            "user_ID": str(),
            "store_ID": str(),
            "can_login": bool(),
            "store_default": bool(),
            "can_action_replenishments": bool(),
            "permissions": [*permissions],
        }:
            return all(isinstance(each, bool) for each in permissions)
    return False


def _all_are(members: dict[str, Any], names: tuple[str, ...], kind: type) -> bool:
    # Exactly: Python's True is an int as well.
    return all(type(members.get(name)) is kind for name in names)

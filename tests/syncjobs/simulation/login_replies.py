"""Answers to a login, in the form in which sites read them (protocol 8.1)."""

from typing import Any

from tests.syncjobs.simulation.stand_in import Json

TEXTS = (
    *("startup_method", "group_id", "mode", "initials", "address_1", "address_2", "phone2"),
    *("ldap_login_string", "windows_user_name", "license_category_id", "spare_1"),
)
NULLABLE = ("first_name", "last_name", "e_mail", "phone1", "job_title")
FLAGS = (
    *("active", "responsible_officer", "use_ldap", "receives_sms_errors", "is_group"),
    "isInactiveAuthoriser",
)
TOP = ("username", "userFirstName", "userLastName", "userJobTitle", "userType", "service")


def success(*stores: Json, **members: Any) -> Json:
    """The smallest success."""
    user = {
        "ID": "u-1",
        "name": "Amina",
        "nblogins": 0,
        "lasttime": 0,
        "Language": 0,
        **dict.fromkeys((*TEXTS, *NULLABLE), ""),
        **dict.fromkeys(FLAGS, False),
    }
    return {
        "status": "success",
        "authenticated": True,
        **dict.fromkeys((*TOP, "storeName"), ""),
        "userInfo": {"user": user, "userStores": list(stores)},
        **members,
    }


def access(store_id: str, **members: Any) -> Json:
    """A store that the user may enter."""
    return {
        "ID": f"join-{store_id}",
        "user_ID": "u-1",
        "store_ID": store_id,
        "can_login": True,
        "store_default": False,
        "can_action_replenishments": False,
        "permissions": [],
        **members,
    }

"""Roles of users of sites: saving and deleting them.

A change reaches the holders at their next login at a site, which asks the portal what they may do.
"""

from sites.counted import counted
from sites.errors import RegisterError
from sites.models import Role, SiteUser
from sites.site_users.permissions import complete_numbers

# What separates stores and roles in a file of users.
NOT_IN_NAMES = frozenset(":;|")


def check_role_name(name: str) -> str:
    """The name without outer spaces. Raises RegisterError when a role cannot have it."""
    cleaned = name.strip()
    if not cleaned:
        raise RegisterError("The name is empty.", "Say what its holders do, such as Storekeeper.")
    if not cleaned.isprintable():
        raise RegisterError("The name contains a control character.", "Type it again.")
    if NOT_IN_NAMES & set(cleaned):
        raise RegisterError(
            "A role's name has none of the characters : ; |, which separate roles in files.",
            "Write a dash or a comma instead.",
        )
    return cleaned


def save_role(role: Role, reason: str = "") -> None:
    """Saves a role that is new or changed, with all numbers of what it grants.

    Raises RegisterError for a name or a number that cannot be.
    """
    role.name = check_role_name(role.name)
    role.permissions = complete_numbers(role.permissions)
    role._change_reason = reason
    role.save()


def delete_role(role: Role) -> None:
    """Deletes a role that nobody holds. Raises RegisterError when somebody does."""
    refuse_delete_role(role)
    role.delete()


def refuse_delete_role(role: Role) -> None:
    """Raises RegisterError while somebody holds the role."""
    count = SiteUser.objects.filter(accesses__roles=role).distinct().count()
    if count:
        holders = counted(count, "user holds", "users hold")
        raise RegisterError(
            f"{holders} the role {role.name}.",
            "Take it from them first, in the list of users of sites.",
        )

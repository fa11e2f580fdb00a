"""Who may call which part of the REST API."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, User
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from sites.errors import PortalError

if TYPE_CHECKING:
    # It imports the default permissions while it is imported itself.
    from rest_framework.views import APIView


class ScopeMissingError(PortalError):
    """The token was not made for this."""

    code = "scope_missing"
    http_status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(
            f"This token has not the scope {scope}.",
            "Make one that has it in the admin, under API tokens.",
            {"scope": scope},
        )


class PermissionMissingError(PortalError):
    """The person, or the person of the token, may not do this in the admin either."""

    code = "permission_denied"
    http_status = 403

    def __init__(self) -> None:
        super().__init__(
            "You may not do this.", "Ask an administrator of the portal for the right."
        )


class RequiresScope(BasePermission):
    """Asks for the scope of the token and, whoever calls, for the person's own permissions.

    A view says in `scope` of which part it is, such as "sites": reading asks a token for
    "sites:read", everything else for "sites:write". Its `needed_permissions` are the permissions of
    the admin by action, or by method in lower case where it has no actions, such as
    `{"list": ("sites.view_site",), "create": ("sites.add_site",)}`. What is not named is refused.
    People who are signed in to the admin have all scopes.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """False for nobody; raises ScopeMissingError and PermissionMissingError."""
        if not _may_enter(request.user):
            return False
        method = request.method or ""
        scopes: Collection[str] | None = getattr(request.auth, "scopes", None)
        scope = f"{getattr(view, 'scope', '')}:{'read' if method in SAFE_METHODS else 'write'}"
        if request.auth is not None and scope not in (scopes or ()):
            raise ScopeMissingError(scope)
        # The framework answers 405 to what is no method of the view, after this.
        if not hasattr(view, method.lower()):
            return True
        needed = _needed_permissions(view, method)
        if not needed or not request.user.has_perms(needed):
            raise PermissionMissingError
        return True


def _may_enter(person: User | AnonymousUser) -> bool:
    return person.is_active and person.is_staff


def _needed_permissions(view: "APIView", method: str) -> Collection[str]:
    declared: Mapping[str, Collection[str]] = getattr(view, "needed_permissions", {})
    asked: Any = getattr(view, "action", None) or method.lower()
    # What may be read may be asked for its head and its options.
    is_about_reading = asked in {"head", "options", "metadata"}
    return (
        declared.get("get", declared.get("list", ()))
        if is_about_reading
        else declared.get(asked, ())
    )

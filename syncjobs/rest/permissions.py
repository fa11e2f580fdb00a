"""Who may call which part of the REST API."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from syncjobs.rest.errors import PermissionMissingError, ScopeMissingError

if TYPE_CHECKING:
    # It imports the default permissions while it is imported itself.
    from rest_framework.views import APIView


class MayEnter(BasePermission):
    """Lets in whoever may enter the admin."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - the framework's
        """False for nobody; raises PermissionMissingError for who is signed in and may not."""
        if not request.user.is_authenticated:
            return False
        if not (request.user.is_active and request.user.is_staff):
            raise PermissionMissingError
        return True


class RequiresScope(MayEnter):
    """Asks for the scope of the token and, whoever calls, for the person's own permissions.

    A view says in `scope` of which part it is, such as "sites": reading asks a token for
    "sites:read", everything else for "sites:write". Its `needed_permissions` are the permissions of
    the admin by action, or by method in lower case where it has no actions, such as
    `{"list": ("sites.view_site",), "create": ("sites.add_site",)}`. What is not named is refused.
    People who are signed in to the admin have all scopes.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """False for nobody; raises ScopeMissingError and PermissionMissingError."""
        if not super().has_permission(request, view):
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

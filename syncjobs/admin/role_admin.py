"""Roles of users of sites in the admin."""

from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.admin.register_admin import RegisterAdmin
from sites.counted import counted
from sites.errors import RegisterError
from sites.ids import read_id
from sites.models import Role, SiteUser
from sites.site_users.permissions import PermissionGroup, held_permissions
from sites.site_users.roles import delete_role, refuse_delete_role, save_role
from syncjobs.admin.links import link_to, link_to_list, listed
from syncjobs.admin.role_form import RoleForm, field_of

SHOWN_HOLDERS: Final = 20
LONGEST_NAME: Final = 80


class RoleAdmin(RegisterAdmin):
    """Named sets of permissions, which users of sites hold in stores."""

    change_form_template = "admin/sites/role/change_form.html"
    form = RoleForm
    list_display = ("name", "description", "show_permissions", "show_count")
    search_fields = ("name", "description")
    search_help_text = "Name or description"
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ("show_granted", "show_holders")
    add_fieldsets: ClassVar[Any] = (
        (
            "What this role is",
            {
                "fields": ("name", "description"),
                "description": "Tick below what its holders may do in their stores. A site asks for"
                " it whenever somebody logs in there.",
            },
        ),
        *((group.value, {"fields": (field_of(group),)}) for group in PermissionGroup),
    )
    fieldsets: ClassVar[Any] = (
        *add_fieldsets,
        ("Who holds it", {"fields": ("show_holders", "seen_change")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        """Roles with the number of their holders."""
        roles: QuerySet[Role] = super().get_queryset(request)
        return roles.annotate(holders=Count("accesses__user", distinct=True))

    def get_fieldsets(self, request: HttpRequest, obj: Role | None = None) -> Any:
        """Who only looks sees what is granted instead of boxes."""
        if self.only_looks(request, obj):
            return ((None, {"fields": ("name", "description", "show_granted", "show_holders")}),)
        return super().get_fieldsets(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the form of a new role says at first: all of the role that is to be copied."""
        copied = Role.objects.filter(pk=read_id(request.GET.get("copy_of", ""))).first()
        if copied is None:
            return super().get_changeform_initial_data(request)
        return {
            "name": f"Copy of {copied.name}"[:LONGEST_NAME],
            "description": copied.description,
            "permissions": copied.permissions,
        }

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, with the button that copies the role."""
        context = {"may_copy": self.has_add_permission(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Role, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Saves the role with the chosen permissions."""
        obj.permissions = form.numbers()
        save_role(obj)

    def delete_model(self, request: HttpRequest, obj: Role) -> None:  # noqa: ARG002
        """Deletes a role that nobody holds."""
        delete_role(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002
        """What the confirmation shows; it refuses what the rules refuse."""
        protected = []
        for role in objs:
            try:
                refuse_delete_role(role)
            except RegisterError as error:
                protected.append(str(error))
        return [str(role) for role in objs], {"roles": len(objs)}, set(), protected

    def get_actions(self, request: HttpRequest) -> Any:
        """Without deletion of many: a role is deleted on its own page."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description="may do")
    def show_permissions(self, role: Role) -> str:
        """How much it grants, and about what."""
        held = held_permissions(role.permissions)
        groups = dict.fromkeys(permission.group.value for permission in held)
        if not held:
            return "nothing but log in"
        return f"{counted(len(held), 'thing')}: {', '.join(groups)}"

    @admin.display(description="what its holders may do")
    def show_granted(self, role: Role) -> SafeString:
        """Everything that it grants."""
        held = held_permissions(role.permissions)
        return listed([f"{permission.group.value}: {permission.name}" for permission in held])

    @admin.display(description="holders", ordering="holders")
    def show_count(self, role: Role) -> int:
        """How many users hold it."""
        return int(getattr(role, "holders", 0))

    @admin.display(description="Users of sites")
    def show_holders(self, role: Role) -> SafeString | str:
        """The first holders, and where all of them are listed."""
        users = SiteUser.objects.filter(accesses__roles=role).distinct()
        count = users.count()
        if not count:
            return "Nobody. Give it to users on their pages, or to many in their list."
        first = [link_to(user) for user in users[:SHOWN_HOLDERS]]
        more = f"and {count - SHOWN_HOLDERS} more" if count > SHOWN_HOLDERS else ""
        every = link_to_list(
            SiteUser, f"See {counted(count, 'user')} in the list", role=str(role.pk)
        )
        return format_html("{}{}", listed(first, more), every)

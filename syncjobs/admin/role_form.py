"""The form of a role: its permissions as check boxes with readable names, in groups."""

from typing import Any

from django import forms

from sites.admin.seen_change_form import SeenChangeForm
from sites.admin.site_form import judged
from sites.models import Role
from sites.site_users.permissions import (
    PERMISSIONS,
    PermissionGroup,
    held_permissions,
    permissions_in,
)
from sites.site_users.roles import check_role_name


def field_of(group: PermissionGroup) -> str:
    """The name of the form's field for the group."""
    return f"may_{group.name.lower()}"


class RoleForm(SeenChangeForm[Role]):
    """Name, description and permissions of a role."""

    name = forms.CharField(
        max_length=80,
        help_text="What its holders do, such as Storekeeper or Dispenser.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    class Meta:
        model = Role
        fields = ("name", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Given by the page when the role is to be like another.
        numbers = self.initial.get("permissions") or self.instance.permissions
        held = {permission.key for permission in held_permissions(numbers)}
        for group in PermissionGroup:
            field = self.fields.get(field_of(group))
            if field is not None:
                field.initial = [each.key for each in permissions_in(group) if each.key in held]

    def clean_name(self) -> str:
        """The name without outer spaces."""
        return judged(check_role_name, self.cleaned_data["name"])

    def numbers(self) -> list[int]:
        """What the valid form grants."""
        chosen = {key for group in PermissionGroup for key in self.cleaned_data[field_of(group)]}
        return [number for each in PERMISSIONS if each.key in chosen for number in each.numbers]


# The forms of the admin are made of the declared fields, whichever class declared them.
RoleForm.declared_fields |= {
    field_of(group): forms.MultipleChoiceField(
        label="Holders may",
        required=False,
        choices=[(each.key, each.name) for each in permissions_in(group)],
        widget=forms.CheckboxSelectMultiple,
    )
    for group in PermissionGroup
}

"""What the acts on users of sites ask for."""

from django import forms

from sites.models import Role
from syncjobs.admin.store_code_field import StoreCodeField


class RoleForm(forms.Form):
    """A role, and the store in which it is meant."""

    role = forms.ModelChoiceField(Role.objects.all())
    store = StoreCodeField(
        required=False,
        help_text="Leave it empty to mean all stores that each of them has.",
    )


class ConfirmedForm(forms.Form):
    """Nothing but that it was asked for."""

    confirmed = forms.CharField(widget=forms.HiddenInput, initial="yes")

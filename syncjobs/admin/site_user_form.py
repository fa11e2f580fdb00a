"""The form of a user of sites, judged by the rules of the register."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from sites.admin.seen_change_form import SeenChangeForm
from sites.admin.site_form import judged
from sites.models import SiteUser, StoreAccess
from sites.names import LONGEST_NAME
from sites.site_users.passwords import check_user_password_strength
from sites.site_users.user_names import refuse_taken_names
from syncjobs.first_password import with_first_password_warning, would_be_first_password
from syncjobs.user_register import OWN_COLUMNS, check_name

HOW_TO_CHOOSE: Final = (
    "Leave it empty and the portal makes a strong one, shown once after saving. A typed one must be"
    " strong."
)


class SiteUserForm(SeenChangeForm[SiteUser]):
    """Who the user is."""

    name = forms.CharField(
        label="User name",
        help_text="What the person types to log in. Capitals make no difference.",
        widget=forms.TextInput(
            attrs={"class": "vTextField", "autocomplete": "off", "maxlength": LONGEST_NAME}
        ),
    )

    class Meta:
        model = SiteUser
        fields = OWN_COLUMNS

    def histories(self) -> list[QuerySet[Any]]:
        """The user's own, and that of the stores and roles, which the page shows too."""
        of_stores: Any = StoreAccess.history
        return [*super().histories(), of_stores.filter(user_id=self.instance.pk)]

    def clean_name(self) -> str:
        """The name as it is stored; refused when another user has one too much like it."""
        name = judged(check_name, self.cleaned_data["name"])
        judged(refuse_taken_names, [SiteUser(pk=self.instance.pk, name=name)])
        return name


class NewSiteUserForm(SiteUserForm):
    """As `SiteUserForm`, with the password of the new user."""

    password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    has_no_password = forms.BooleanField(
        label="No password yet",
        required=False,
        help_text="Sites that know the person go on to let the person in with the password that"
        " they remember.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = with_first_password_warning(HOW_TO_CHOOSE)
        # So that nobody sets the first password who only saves: whoever means it clears the box.
        self.fields["has_no_password"].initial = would_be_first_password()

    def clean_password(self) -> str:
        """The typed password, which must be strong; empty for a generated one."""
        password: str = self.cleaned_data["password"]
        if password:
            judged(check_user_password_strength, password, self.cleaned_data.get("name", ""))
        return password

    def clean(self) -> dict[str, Any] | None:
        """Refuses a password together with none."""
        data = super().clean() or self.cleaned_data
        if data.get("password") and data.get("has_no_password"):
            self.add_error("has_no_password", "There is a password above. Choose one of the two.")
        return data

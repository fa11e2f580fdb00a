"""What the acts on a site ask for."""

from django import forms

from sites.admin.site_form import URL_HELP, refusal
from sites.central_url import normalise_central_url


class ReasonForm(forms.Form):
    """A reason, kept in the history."""

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=200,
        help_text="Kept in the history beside your name. Say why when others will ask.",
    )


class RequiredReasonForm(forms.Form):
    """A reason that must be given."""

    reason = forms.CharField(
        label="Reason",
        max_length=200,
        help_text="The people at the site read it when they are refused.",
    )


class MakeCentralForm(ReasonForm):
    """The URL of the new central server, and which site had the tick when the page was made."""

    url = forms.CharField(
        label="Central URL",
        max_length=300,
        help_text=URL_HELP,
        error_messages={"required": refusal(normalise_central_url, "")},
    )
    present_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("url", "reason")


class PasswordForm(forms.Form):
    """A new password; empty for a generated one."""

    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave it empty and the portal makes a strong one (recommended).",
    )

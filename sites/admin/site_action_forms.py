"""What the acts on a site ask for."""

from django import forms

from sites.admin.site_form import URL_HELP, judged, refusal
from sites.central_url import normalise_central_url
from sites.impact.impact import Impact
from sites.impact.reason import ADVICE, REASON_REQUIRED

REQUIRED_HELP = (
    "Required: sites could be cut off, or send their credentials elsewhere. It is kept in the"
    " history beside your name."
)


class ReasonForm(forms.Form):
    """A reason, kept in the history; required of an act that could cut sites off."""

    # The mark is on the label.
    required_css_class = "required"

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=200,
        help_text="Kept in the history beside your name. Say why when others will ask.",
        error_messages={"required": f"{REASON_REQUIRED} {ADVICE}"},
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def require_reason_for(self, impact: Impact) -> None:
        """Makes the reason required where the register will ask for it."""
        if impact.is_grave:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = REQUIRED_HELP


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

    def clean_url(self) -> str:
        """The URL as it is stored."""
        return judged(normalise_central_url, self.cleaned_data["url"])


class PasswordForm(ReasonForm):
    """A new password; empty for a generated one."""

    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave it empty and the portal makes a strong one (recommended).",
    )
    field_order = ("password", "reason")

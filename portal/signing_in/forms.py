"""What signing in and looking after one's own account ask for."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portal.signing_in.lockouts import locked_out_until, sentence
from portal.signing_in.own_password import refuse_wrong_password
from portal.signing_in.subjects import address_to_count, name_to_count

LONGEST_CODE = 40
HELP_AT_SIGN_IN = "Six digits from the app of your phone, or one of your recovery codes."


class SignInForm(AdminAuthenticationForm):
    """Name and password; says when there were too many wrong ones, and for how long."""

    def get_invalid_login_error(self) -> ValidationError:
        """The sentence about a lockout, or else Django's about a wrong name or password."""
        request = self.request
        if request is None or not getattr(request, "axes_locked_out", False):
            return super().get_invalid_login_error()
        name = name_to_count(request, {"username": self.cleaned_data["username"]})
        return ValidationError(
            sentence(locked_out_until(name, address_to_count(request))), code="locked_out"
        )


class CodeForm(forms.Form):
    """A code of the phone."""

    code = forms.CharField(
        label="Code",
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off"}
        ),
    )


class SignInCodeForm(CodeForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True
        self.fields["code"].help_text = HELP_AT_SIGN_IN


class OwnPasswordForm(forms.Form):
    """One's own password once more. Wrong ones count as wrong passwords at sign-in do."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, person: User, data: Any = None) -> None:
        super().__init__(data)
        self._request, self._person = request, person

    def clean_password(self) -> str:
        """Raises ValidationError for a wrong password."""
        given: str = self.cleaned_data["password"]
        refuse_wrong_password(self._request, self._person, given)
        return given


class PhoneForm(CodeForm, OwnPasswordForm):
    """The first code of a phone, and one's password."""

    field_order = ("password", "code")

"""A new password for oneself: the present one is typed first, and wrong ones count."""

from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from portal.api_tokens.issuing import revoke_tokens_of
from portal.signing_in.lockouts import locked_out_until, sentence
from portal.signing_in.subjects import address_to_count

WHAT_IT_ENDS: Final = (
    "A new password signs you out in every other browser, and revokes your API tokens."
)


def refuse_wrong_password(request: HttpRequest, person: User, given: str) -> None:
    """Raises ValidationError unless this is the person's password, or after too many wrong ones.

    Wrong ones count as at sign-in: otherwise whoever finds a browser signed in could go on
    guessing.
    """
    name = person.get_username()
    if authenticate(request, username=name, password=given) is not None:
        return
    if getattr(request, "axes_locked_out", False):
        raise ValidationError(sentence(locked_out_until(name, address_to_count(request))))
    raise ValidationError("This is not your password.")


class NewPasswordForm(AdminPasswordChangeForm):
    """The present password, and a new one twice."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        new = self.fields["new_password1"]
        new.help_text = format_html("{}<p>{}</p>", new.help_text, WHAT_IT_ENDS)

    def clean_old_password(self) -> str:
        """Raises ValidationError for a wrong password."""
        given: str = self.cleaned_data["old_password"]
        refuse_wrong_password(self._request, self.user, given)
        return given


class NewPasswordPage(PasswordChangeView):
    """Django's page; a new password ends what an old one may have been used to make."""

    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the request, by which wrong passwords are counted."""
        return {**super().get_form_kwargs(), "request": self.request}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Sets the password, and revokes the person's tokens."""
        response = super().form_valid(form)
        person = cast("User", self.request.user)
        count = revoke_tokens_of(person.pk, person)
        if count:
            tokens = "Your API token is" if count == 1 else f"Your {count} API tokens are"
            messages.warning(
                self.request, f"{tokens} revoked as well. Make new ones for the programs."
            )
        return response

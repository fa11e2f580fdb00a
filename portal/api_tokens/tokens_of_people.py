"""What becomes of the tokens of a person when an administrator changes something about them."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from portal.api_tokens.issuing import revoke_tokens_of
from sites.counted import counted


class TokensOfPeople(admin.ModelAdmin[User]):
    """Revokes the tokens of whoever gets a new password, or may not enter the admin any more."""

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """Saves the person; tokens do not come back to life with the person's account."""
        super().save_model(request, obj, form, change)
        if change and not (obj.is_active and obj.is_staff):
            self._revoke(request, obj.pk)

    @method_decorator(sensitive_post_parameters())
    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's
        form_url: str = "",
    ) -> HttpResponse:
        """As Django's, which goes on to another page once the password is set."""
        with transaction.atomic():
            page: Any = super()
            answer: HttpResponse = page.user_change_password(request, id, form_url)
            is_set = isinstance(answer, HttpResponseRedirect)
            if is_set and answer["Location"] != request.get_full_path():
                self._revoke(request, int(unquote(id)))
        return answer

    def _revoke(self, request: HttpRequest, person_id: int) -> None:
        actor = request.user if isinstance(request.user, User) else None
        count = revoke_tokens_of(person_id, actor)
        if count:
            tokens = counted(count, "API token")
            self.message_user(request, f"{tokens} of this person: revoked.", messages.WARNING)

"""Tokens in the admin: each person makes and revokes their own, administrators revoke all."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from portal.api_tokens.errors import TokenGoneError
from portal.api_tokens.issuing import create_token, revoke_token
from portal.api_tokens.token_form import TokenForm
from portal.api_tokens.token_model import ApiToken
from sites.admin.site_display import badge
from syncjobs.admin.read_only import Act, ReadOnlyAdmin

CREATE = Act("Create an API token", is_grave=False)
CONSEQUENCE = (
    "Whoever has the token may do what you choose here in your name, as far as you may do it"
    " yourself. It is shown once. {} shows every call, and lets you try it out."
)


class ApiTokenAdmin(ReadOnlyAdmin[ApiToken]):
    """Tokens of the REST API; nobody edits one."""

    list_display = ("name", "person", "show_state", "show_scopes", "expires_at", "last_used_at")
    search_fields = ("name", "person__username")
    search_help_text = "A part of what it is for, or of a user name"
    sortable_by = ("name", "expires_at", "last_used_at")
    fields = (
        *("name", "person", "show_state", "show_scopes"),
        *("created_at", "created_by", "expires_at", "last_used_at", "revoked_at", "revoked_by"),
    )
    readonly_fields = ("show_state", "show_scopes")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Everybody who was given the right, for themselves."""
        return request.user.has_perm("portal.add_apitoken")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """One's own tokens; those of everybody for who may revoke them."""
        tokens = super().get_queryset(request).select_related("person", "created_by", "revoked_by")
        return tokens if self.has_act_permission(request) else tokens.filter(person=request.user.pk)

    def get_urls(self) -> list[URLPattern]:
        """The act."""
        view = self.admin_site.admin_view(require_POST(self.revoke_view))
        return [path("<int:pk>/revoke/", view, name="token-revoke"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a token; one that is not revoked can be."""
        token = self.get_object(request, object_id)
        may_revoke = token is not None and token.revoked_at is None
        context = {**(extra_context or {}), "may_revoke": may_revoke}
        return super().change_view(request, object_id, form_url, context)

    @method_decorator(sensitive_variables("secret"))
    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002 - Django's
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's
    ) -> HttpResponse:
        """Asks what the token is for; makes it on POST, and shows its secret this one time."""
        person = request.user
        if not isinstance(person, User) or not self.has_add_permission(request):
            raise PermissionDenied
        form = TokenForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self.act_page(request, CREATE, _consequence(), form, [])
        asked = form.cleaned_data
        token, secret = create_token(person, asked["name"], form.scopes(), asked["days"])
        return self._secret_page(request, token, secret)

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Revokes one token."""
        # Whose rows this person sees, those this person may revoke.
        if not isinstance(request.user, User) or not self.has_view_permission(request):
            raise PermissionDenied
        token = self.row_or_404(request, pk)
        try:
            revoke_token(token.pk, request.user)
        except TokenGoneError as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            said = f"Revoked: “{token}” is refused from now on."
            self.message_user(request, said, messages.SUCCESS)
        return self.to_page(pk)

    @admin.display(description="state")
    def show_state(self, token: ApiToken) -> SafeString:
        """The state as a coloured word."""
        if token.revoked_at is not None:
            return badge("bad", "Revoked")
        if token.expires_at <= timezone.now():
            return badge("calm", "Expired")
        return badge("good", "Valid")

    @admin.display(description="scopes")
    def show_scopes(self, token: ApiToken) -> str:
        """What it may be used for."""
        return ", ".join(token.scopes)

    def _secret_page(self, request: HttpRequest, token: ApiToken, secret: str) -> HttpResponse:
        """The one page that shows the secret. It is kept nowhere, in no cache either."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"“{token}” is ready.",
            "token": token,
            "secret": secret,
        }
        response = TemplateResponse(request, "admin/portal/apitoken/secret.html", context)
        add_never_cache_headers(response)
        return response


def _consequence() -> SafeString:
    page = format_html('<a href="{}">The page of the REST API</a>', reverse("rest-docs"))
    return format_html(CONSEQUENCE, page)

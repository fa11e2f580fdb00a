"""Setting passwords of users of sites; a generated one is shown once, and kept nowhere."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers

from sites.admin.site_action_forms import PasswordForm
from sites.errors import WeakPasswordError
from sites.models import SiteUser
from sites.site_users.password_setting import set_generated_passwords, set_user_password
from syncjobs.admin.read_only import Act
from syncjobs.first_password import with_first_password_warning

SET: Final = Act("Set a new password", is_grave=False)


class ShownPassword(NamedTuple):
    """A user with a password that is shown this one time."""

    user: SiteUser
    password: str


class SiteUserPasswords(admin.ModelAdmin[SiteUser]):
    """Adds the pages of passwords to the admin of users of sites."""

    def get_urls(self) -> list[URLPattern]:
        """The page that asks for the password of one user."""
        page = self.admin_site.admin_view(self.set_password_view)
        name = "sites_siteuser_set_password"
        return [path("<path:user_id>/set-password/", page, name=name), *super().get_urls()]

    def set_password_view(self, request: HttpRequest, user_id: str) -> HttpResponse:
        """Says what a new password means; sets it on POST."""
        user = self.get_object(request, unquote(user_id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        form = PasswordForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            typed, reason = form.cleaned_data["password"], form.cleaned_data["reason"]
            try:
                generated = new_password(user, typed, reason)
            except WeakPasswordError as error:
                form.add_error("password", str(error))
            else:
                said = f"{user.name} has a new password."
                return self.after_password(request, user, said, generated)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": SET.label,
            "subtitle": user.name,
            "original": user,
            "act": SET,
            "consequence": with_first_password_warning(
                f"From this moment {user.name} is refused with the old password wherever a site"
                " can ask the portal. A generated password is shown once, after this page; no"
                " password can be shown again."
            ),
            "form": form,
        }
        return TemplateResponse(request, "admin/act.html", context)

    def after_password(
        self, request: HttpRequest, user: SiteUser, message: str, password: str
    ) -> HttpResponse:
        """The generated password, or back to the page of the user."""
        if password:
            return self.passwords_page(request, message, [ShownPassword(user, password)])
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:sites_siteuser_change", args=[quote(user.pk)]))

    def passwords_page(
        self, request: HttpRequest, message: str, shown: Iterable[ShownPassword]
    ) -> HttpResponse:
        """The one page that shows generated passwords. It is kept nowhere, in no cache either."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": message,
            "shown": list(shown),
        }
        response = TemplateResponse(request, "admin/sites/siteuser/passwords.html", context)
        add_never_cache_headers(response)
        return response


def new_password(user: SiteUser, typed: str, reason: str = "") -> str:
    """Gives the user the typed password, or a generated one, which is returned; empty for a typed
    one. Raises WeakPasswordError for a typed one that could be guessed.
    """
    if typed:
        set_user_password(user, typed, reason)
        return ""
    return set_generated_passwords([user], reason)[user.pk]


def give_new_passwords(users: Iterable[SiteUser]) -> list[ShownPassword]:
    """Gives each user a generated password; returns them, to be shown once.

    All of them get one or, when something fails, nobody.
    """
    some = list(users)
    passwords = set_generated_passwords(some)
    return [ShownPassword(user, passwords[user.pk]) for user in some]

"""What an administrator does for another person who cannot sign in, or must be signed out."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from portal.signing_in.sessions import end_sessions
from portal.signing_in.two_factor import remove_second_factor, second_factor_since


@dataclass(frozen=True, slots=True)
class PersonAct:
    """An act on a person: its address, its name, what it does, what is said and kept after it."""

    slug: str
    label: str
    consequence: str
    done: str
    is_grave: bool = True

    def run(self, person: User) -> None:
        """Does it."""
        if self is RESET:
            remove_second_factor(person)
        end_sessions(person)


RESET = PersonAct(
    "reset-two-factor",
    "Reset two-factor sign-in",
    "The person's phone and recovery codes are good no more, and they are signed out everywhere."
    " The password alone lets them in until they set up a phone again. Do this only when you are"
    " sure who asked you.",
    "Two-factor sign-in was reset, and the person is signed out everywhere.",
)
SIGN_OUT = PersonAct(
    "sign-out",
    "Sign out everywhere",
    "The person is signed out in all browsers, and can sign in again.",
    "The person is signed out everywhere.",
    is_grave=False,
)


class SecondFactorOfPeople(admin.ModelAdmin[User]):
    """Adds to the page of a person whether they have a second factor, and the acts."""

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the acts."""
        wrap = self.admin_site.admin_view
        return [
            *(
                path(f"<int:pk>/{act.slug}/", wrap(self.act_view), {"act": act}, name=act.slug)
                for act in (RESET, SIGN_OUT)
            ),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """As of every person, with the second factor."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [fieldsets[0], ("Sign-in", {"fields": ["show_second_factor"]}), *fieldsets[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The second factor is not to be edited, and superusers alone make somebody one."""
        fields = [*super().get_readonly_fields(request, obj), "show_second_factor"]
        return fields if _is_superuser(request) else [*fields, "is_superuser", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Superusers alone change a superuser, and set the password of one."""
        return super().has_change_permission(request, obj) and not _is_above(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Superusers alone delete a superuser."""
        return super().has_delete_permission(request, obj) and not _is_above(request, obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a person, with the acts that may be done."""
        person = self.get_object(request, object_id)
        may_act = person is not None and self.has_change_permission(request, person)
        acts = [act for act in (RESET, SIGN_OUT) if may_act]
        if person is not None and second_factor_since(person) is None:
            acts = [act for act in acts if act is not RESET]
        context = {**(extra_context or {}), "acts": acts}
        return super().change_view(request, object_id, form_url, context)

    def act_view(self, request: HttpRequest, pk: int, act: PersonAct) -> HttpResponse:
        """Says what the act does; does it on POST and keeps who did."""
        person = User.objects.filter(pk=pk).first()
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if request.method == "POST":
            act.run(person)
            self.log_change(request, person, act.done)
            if person.pk == request.user.pk:
                # One's own session ended with the others; nothing can be kept in it any more.
                logout(request)
            self.message_user(request, act.done, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "subtitle": str(person),
            "original": person,
            "act": act,
            "consequence": act.consequence,
            "form": forms.Form(),
        }
        return TemplateResponse(request, "admin/act.html", context)

    @admin.display(description="two-factor sign-in")
    def show_second_factor(self, person: User) -> str:
        """Since when there is one."""
        since = second_factor_since(person)
        return f"On since {localtime(since):%d %b %Y}" if since else "Off"


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser)


def _is_above(request: HttpRequest, person: User | None) -> bool:
    return person is not None and person.is_superuser and not _is_superuser(request)

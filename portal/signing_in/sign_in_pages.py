"""Signing in: the name and the password, and then a code of whoever has a second factor."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final, TypeVar, cast

from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice

from portal.signing_in.errors import SecondFactorError
from portal.signing_in.forms import SignInCodeForm, SignInForm
from portal.signing_in.parts import signed_out_part
from portal.signing_in.paths import going_on_to, is_part, way_back
from portal.signing_in.recovery_codes import recovery_codes_left
from portal.signing_in.sessions import begin
from portal.signing_in.two_factor import check_code, has_second_factor
from portal.signing_in.waiting_for_code import (
    LONGEST_WAIT_SECONDS,
    stop_waiting,
    wait_for_code,
    who_waits,
)

# Which of AUTHENTICATION_BACKENDS checked the password.
BACKEND: Final = "portal.signing_in.backend.PeopleBackend"
PASSWORD_FIRST: Final = (
    "Type your name and password. The code must follow within"
    f" {LONGEST_WAIT_SECONDS // 60} minutes."
)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class NameAndPassword(LoginView):
    """The first step; the only one for people without a second factor."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signs in, or goes on to the code."""
        person = form.get_user()
        if not has_second_factor(person):
            login(self.request, person)
            begin(self.request.session)
            return HttpResponseRedirect(self.get_success_url())
        wait_for_code(self.request.session, person)
        code_page = reverse("admin:sign-in-code")
        return HttpResponseRedirect(going_on_to(code_page, self.get_success_url()))


class SignInPages(admin.AdminSite):
    """Adds the second step to the admin, and what a part of a page says when one is signed out."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The address of the second step."""
        return [path("login/code/", self.code_view, name="sign-in-code"), *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - Django's
        """As Django's, but a part of a page gets a sentence and never the sign-in page."""
        of_django = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_part(request) and not self.has_permission(request):
                return signed_out_part(request)
            return of_django(request, *args, **kwargs)

        return cast("View", update_wrapper(guarded, of_django))

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The first step. Whoever is signed in already goes to the overview."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.each_context(request),
            "title": "Sign in",
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            REDIRECT_FIELD_NAME: reverse("admin:index"),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME in request.GET or REDIRECT_FIELD_NAME in request.POST:
            del context[REDIRECT_FIELD_NAME]
        page = NameAndPassword.as_view(
            authentication_form=SignInForm,
            template_name="admin/login.html",
            extra_context=context,
            next_page="admin:index",
        )
        return cast("HttpResponse", page(request))

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    @method_decorator(csrf_protect)
    @method_decorator(sensitive_post_parameters("code"))
    def code_view(self, request: HttpRequest) -> HttpResponse:
        """The second step, for whoever has done the first in the last minutes."""
        person = who_waits(request.session)
        if person is None:
            stop_waiting(request.session)
            messages.warning(request, PASSWORD_FIRST)
            return HttpResponseRedirect(going_on_to(reverse("admin:login"), way_back(request)))
        form = SignInCodeForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                device = check_code(person, form.cleaned_data["code"])
            except SecondFactorError as error:
                form.add_error("code", str(error))
            else:
                return _signed_in(request, person, device)
        context = {**self.each_context(request), "title": "Sign in", "form": form}
        return TemplateResponse(request, "admin/signing_in/code.html", context)


def _signed_in(request: HttpRequest, person: User, device: Device) -> HttpResponse:
    person.otp_device = device  # type: ignore[attr-defined] # of django-otp, which marks the session
    stop_waiting(request.session)
    login(request, person, backend=BACKEND)
    begin(request.session)
    if isinstance(device, StaticDevice):
        left = recovery_codes_left(person)
        messages.warning(
            request,
            f"That recovery code is used up; {left} are left. If the phone is lost, set up another"
            " one under Your account.",
        )
    return HttpResponseRedirect(way_back(request))

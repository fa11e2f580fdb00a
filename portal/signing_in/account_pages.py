"""A person's own account: the second factor, the recovery codes, signing out everywhere."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as give_second_factor

from portal.signing_in.account_acts import NEW_CODES, TURN_OFF, OwnAct
from portal.signing_in.errors import SecondFactorError
from portal.signing_in.forms import CodeForm, OwnPasswordForm, PhoneForm
from portal.signing_in.own_password import WHAT_IT_ENDS, NewPasswordPage
from portal.signing_in.paths import way_back
from portal.signing_in.recovery_codes import make_recovery_codes, recovery_codes_left
from portal.signing_in.sessions import end_sessions
from portal.signing_in.two_factor import (
    begin_phone,
    confirm_phone,
    has_second_factor,
    key_as_text,
    must_have_second_factor,
    phone_in_hand,
    second_factor_since,
    turn_off,
)
from sites.admin.qr import qr_svg
from sites.counted import counted


class AccountPages(admin.AdminSite):
    """Adds the pages of one's own account to the admin."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Their addresses."""
        pages = (
            ("account/", self.account_view, "account"),
            ("account/two-factor/", self.phone_view, "two-factor"),
            ("account/recovery-codes/", self.new_codes_view, "recovery-codes"),
            ("account/two-factor/off/", self.turn_off_view, "two-factor-off"),
            ("account/sign-out/", require_POST(self.sign_out_everywhere), "sign-out-everywhere"),
        )
        wrap = self.admin_view
        return [
            *(path(address, wrap(view), name=name) for address, view, name in pages),
            *super().get_urls(),
        ]

    def account_view(self, request: HttpRequest) -> HttpResponse:
        """How one's sign-in is secured, and what can be done about it."""
        person = _person(request)
        return self._page(
            request,
            "account.html",
            title="Your account",
            since=second_factor_since(person),
            is_required=must_have_second_factor(person),
            codes_left=recovery_codes_left(person),
            what_a_new_password_ends=WHAT_IT_ENDS,
        )

    @method_decorator(sensitive_post_parameters("password", "code"))
    def phone_view(self, request: HttpRequest) -> HttpResponse:
        """Sets up the phone, or another one: shows its key, and confirms it with a first code."""
        person = _person(request)
        is_post = request.method == "POST"
        form = _phone_form(request, person)
        if is_post and form.is_valid():
            try:
                device, codes = confirm_phone(person, form.cleaned_data["code"])
            except SecondFactorError as error:
                form.add_error("code", str(error))
            else:
                give_second_factor(request, device)
                end_sessions(person, spared=request.session.session_key)
                return self._codes_page(request, codes, "Two-factor sign-in is on")
        device = (phone_in_hand(person) if is_post else None) or begin_phone(person)
        return self._page(
            request,
            "two_factor.html",
            title="Set up two-factor sign-in",
            form=form,
            code=qr_svg(device.config_url, name="QR code of the key below"),
            key=key_as_text(device),
            is_led_here=_is_led_here(person),
        )

    @method_decorator(sensitive_post_parameters("password"))
    def new_codes_view(self, request: HttpRequest) -> HttpResponse:
        """New recovery codes in the place of the old ones."""
        person = _person(request)
        if not has_second_factor(person):
            return HttpResponseRedirect(reverse("admin:account"))
        form = OwnPasswordForm(request, person, _posted(request))
        if form.is_valid():
            return self._codes_page(request, make_recovery_codes(person), "New recovery codes")
        return self._act_page(request, NEW_CODES, form)

    @method_decorator(sensitive_post_parameters("password"))
    def turn_off_view(self, request: HttpRequest) -> HttpResponse:
        """Takes one's second factor away."""
        person = _person(request)
        form = OwnPasswordForm(request, person, _posted(request))
        if form.is_valid():
            try:
                turn_off(person)
            except SecondFactorError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Two-factor sign-in is off.")
                return HttpResponseRedirect(reverse("admin:account"))
        return self._act_page(request, TURN_OFF, form)

    def sign_out_everywhere(self, request: HttpRequest) -> HttpResponse:
        """Ends all sessions of the person, this one too."""
        count = end_sessions(_person(request))
        logout(request)
        places = counted(count, "place")
        messages.success(request, f"You are signed out everywhere; you were signed in at {places}.")
        return HttpResponseRedirect(reverse("admin:login"))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """As Django's, with what a new password ends."""
        request.current_app = self.name
        page = NewPasswordPage.as_view(
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast("TemplateResponse", page(request))

    def _codes_page(self, request: HttpRequest, codes: list[str], title: str) -> HttpResponse:
        way_on = way_back(request)
        return self._page(request, "recovery_codes.html", title=title, codes=codes, way_on=way_on)

    def _act_page(self, request: HttpRequest, act: OwnAct, form: forms.Form) -> HttpResponse:
        return self._page(request, "own_act.html", title=act.label, act=act, form=form)

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {**self.each_context(request), **context}
        return TemplateResponse(request, f"admin/signing_in/{template}", context)


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _is_led_here(person: User) -> bool:
    return must_have_second_factor(person) and not has_second_factor(person)


def _phone_form(request: HttpRequest, person: User) -> forms.Form:
    # Who is led here has typed the password a moment ago.
    if _is_led_here(person):
        return CodeForm(_posted(request))
    return PhoneForm(request, person, _posted(request))

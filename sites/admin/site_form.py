"""The form of a site: what an administrator decides, judged by the rules of the register."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django import forms
from django.urls import reverse_lazy

from sites.central_server import refuse_second_central_server
from sites.credentials import check_strength
from sites.errors import RegisterError
from sites.models import Site
from sites.names import clean_name
from sites.registration import SiteDetails, normalised_or_empty, refuse_taken_name

URL_HELP = (
    "Scheme, host and port, such as https://central.example.org. For the central server this is"
    " the address that every other site is sent to; for other sites it is optional."
)
TICK_HELP = (
    "Exactly one site is the Open mSupply central server. Every other site is told its URL and"
    " syncs with it in addition to this portal."
)


P = ParamSpec("P")
R = TypeVar("R")


def judged(rule: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the register's `rule` returns; its refusal becomes an error of the form field."""
    try:
        return rule(*args, **kwargs)
    except RegisterError as error:
        raise forms.ValidationError(str(error), code=error.code) from error


class SiteForm(forms.ModelForm[Site]):
    """Name, code, tick and URL of a site, with the reason of a change."""

    reason = forms.CharField(
        label="Reason of this change",
        required=False,
        max_length=200,
        help_text="Kept in the history beside your name. Say why when others will ask.",
    )

    class Meta:
        model = Site
        fields = ("name", "code", "is_open_msupply_central", "url")
        labels = {
            "is_open_msupply_central": "Site is Open mSupply central server",
            "url": "URL",
        }
        help_texts = {
            "name": "The name with which the site signs in. Type it at the site exactly so.",
            "code": "A short code for lists and reports, if you use codes.",
            "is_open_msupply_central": TICK_HELP,
            "url": URL_HELP,
        }
        widgets = {
            "name": forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
            "url": forms.TextInput(
                attrs={
                    "class": "vTextField",
                    "inputmode": "url",
                    "autocomplete": "off",
                    "spellcheck": "false",
                    "hx-get": reverse_lazy("admin:sites_site_join"),
                    "hx-trigger": "input changed delay:300ms",
                    "hx-target": "#joined-url",
                }
            ),
        }

    def clean_name(self) -> str:
        """The name without outer spaces; refused when another site has one too much like it."""
        name: str = self.cleaned_data["name"]
        judged(refuse_taken_name, name, site_id=self.instance.pk)
        return judged(clean_name, name)

    def clean_url(self) -> str:
        """The URL as it is stored."""
        return judged(normalised_or_empty, self.cleaned_data["url"])

    def clean_is_open_msupply_central(self) -> bool:
        """The tick; refused while another site has it."""
        ticked: bool = self.cleaned_data["is_open_msupply_central"]
        if ticked:
            judged(refuse_second_central_server, self.instance.pk)
        return ticked

    def clean(self) -> dict[str, Any] | None:
        """Makes sure that a central server has a URL."""
        data = super().clean() or self.cleaned_data
        if data.get("is_open_msupply_central") and not data.get("url") and "url" not in self.errors:
            self.add_error(
                "url", "Enter the URL under which all other sites reach the central server."
            )
        return data

    def details(self) -> SiteDetails:
        """What the valid form says, for the functions of the register."""
        return SiteDetails(
            name=self.cleaned_data["name"],
            code=self.cleaned_data["code"],
            url=self.cleaned_data["url"],
            is_open_msupply_central=self.cleaned_data["is_open_msupply_central"],
        )


class NewSiteForm(SiteForm):
    """As `SiteForm`, with the password of the new site."""

    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=(
            "Leave it empty and the portal makes a strong one, shown once after saving."
            " A typed one must be strong."
        ),
    )

    def clean_password(self) -> str:
        """The typed password, which must be strong; empty for a generated one."""
        password: str = self.cleaned_data["password"]
        if password:
            judged(check_strength, password, self.cleaned_data.get("name", ""))
        return password

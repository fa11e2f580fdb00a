"""The form of a site: what an administrator decides, judged by the rules of the register."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy

from sites.admin.form_to_return_to import BACK, CHOICE, FormToReturnTo
from sites.admin.label_field import LabelsField, labels_text
from sites.admin.seen_change_form import SeenChangeForm
from sites.admin.time_fields import HoursField, limit_help, time_zone_choices
from sites.central_server import refuse_second_central_server
from sites.central_url import normalise_central_url
from sites.credentials import check_strength
from sites.errors import RegisterError
from sites.models import Site, SiteLabel, Store
from sites.names import LONGEST_CODE, LONGEST_NAME, clean_code, clean_name
from sites.registration import SiteDetails, normalised_or_empty, refuse_taken_name
from sites.site_times import SiteTimes, check_times

URL_HELP = (
    "Scheme, host and port, such as https://central.example.org. For the central server this is"
    " the address that every other site is sent to; for other sites it is optional."
)
TICK_HELP = (
    "Exactly one site is the Open mSupply central server. Every other site is told its URL and"
    " syncs with it in addition to this portal."
)


UNTICK_ELSEWHERE = (
    "Without the tick no site knows where the central server is. Use “Make this the central server”"
    " on the page of another site, or the button “Take the tick away” above."
)
P = ParamSpec("P")
R = TypeVar("R")


def judged(rule: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the register's `rule` returns; its refusal becomes an error of the form field."""
    try:
        return rule(*args, **kwargs)
    except RegisterError as error:
        raise forms.ValidationError(str(error), code=error.code) from error


def refusal(rule: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> str:
    """The sentence with which the register's `rule` refuses these arguments."""
    try:
        rule(*args, **kwargs)
    except RegisterError as error:
        return str(error)
    raise AssertionError("The rule does not refuse this.")


class SiteForm(FormToReturnTo[Site], SeenChangeForm[Site]):
    """Name, code, tick and URL of a site, with the reason of a change.

    Names, codes and URLs are judged by the register alone, so that a script is told the same.
    """

    name = forms.CharField(
        help_text="The name with which the site signs in. Type it at the site exactly so.",
        error_messages={"required": refusal(clean_name, "")},
        widget=forms.TextInput(
            attrs={"class": "vTextField", "autocomplete": "off", "maxlength": LONGEST_NAME}
        ),
    )
    code = forms.CharField(
        required=False,
        help_text="A short code for lists and reports, if you use codes.",
        widget=forms.TextInput(attrs={"class": "vTextField", "maxlength": LONGEST_CODE}),
    )
    labels = LabelsField(
        required=False,
        help_text="Words by which sites are found together, with commas between them, such as"
        " “region: north, solar power”. What stands before a colon groups labels.",
    )
    time_zone = forms.ChoiceField(required=False, choices=time_zone_choices)
    late_after = HoursField(label="Late after")
    down_after = HoursField(label="Down after")
    reason = forms.CharField(
        label="Reason of this change",
        required=False,
        max_length=200,
        help_text="Kept in the history beside your name. Say why when others will ask.",
    )

    class Meta:
        model = Site
        fields = (
            "name",
            "code",
            "is_open_msupply_central",
            "url",
            "time_zone",
            "late_after",
            "down_after",
        )
        labels = {
            "is_open_msupply_central": "Site is Open mSupply central server",
            "url": "URL",
        }
        help_texts = {
            "is_open_msupply_central": TICK_HELP,
            "url": URL_HELP,
        }
        widgets = {
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, help_text in limit_help().items():
            if name in self.fields:
                self.fields[name].help_text = help_text
        if not self.instance._state.adding:
            self.initial["labels"] = labels_text(self.instance)

    def histories(self) -> list[QuerySet[Any]]:
        """What is kept of changes of the site, of its labels and of its stores."""
        kept: list[Any] = [SiteLabel.history, Store.history]
        return [*super().histories(), *(rows.filter(site_id=self.instance.pk) for rows in kept)]

    def clean_name(self) -> str:
        """The name without outer spaces; refused when another site has one too much like it."""
        name: str = self.cleaned_data["name"]
        judged(refuse_taken_name, name, site_id=self.instance.pk)
        return judged(clean_name, name)

    def clean_code(self) -> str:
        """The code without outer spaces."""
        return judged(clean_code, self.cleaned_data["code"])

    def clean_url(self) -> str:
        """The URL as it is stored."""
        return judged(normalised_or_empty, self.cleaned_data["url"])

    def clean_is_open_msupply_central(self) -> bool:
        """The tick; refused while another site has it, and not taken away in passing."""
        ticked: bool = self.cleaned_data["is_open_msupply_central"]
        if self.initial.get("is_open_msupply_central") and not ticked:
            raise forms.ValidationError(UNTICK_ELSEWHERE)
        if ticked:
            judged(refuse_second_central_server, self.instance.pk)
        return ticked

    def clean(self) -> dict[str, Any] | None:
        """Makes sure that a central server has a URL, and that the times go together."""
        data = super().clean() or self.cleaned_data
        if data.get("is_open_msupply_central") and not data.get("url") and "url" not in self.errors:
            self.add_error("url", refusal(normalise_central_url, ""))
        if not self.errors:
            judged(check_times, self.times())
        return data

    def details(self) -> SiteDetails:
        """What the valid form says, for the functions of the register."""
        return SiteDetails(
            name=self.cleaned_data["name"],
            code=self.cleaned_data["code"],
            url=self.cleaned_data["url"],
            is_open_msupply_central=self.cleaned_data["is_open_msupply_central"],
            times=self.times(),
        )

    def times(self) -> SiteTimes:
        """What the form says of the site's times."""
        names = ("time_zone", "late_after", "down_after")
        return SiteTimes(**{name: self.cleaned_data[name] for name in names})


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever comes back to the form finds it as it was typed.
        self.fields["password"].widget.render_value = self.data.get(CHOICE) == BACK

    def clean_password(self) -> str:
        """The typed password, which must be strong; empty for a generated one."""
        password: str = self.cleaned_data["password"]
        if password:
            judged(check_strength, password, self.cleaned_data.get("name", ""))
        return password

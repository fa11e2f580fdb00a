"""The form of an alert channel. The address of a webhook is a secret: it goes in, and not out."""

from typing import Any

from django import forms

from syncjobs.alerts.channels import shown_address, usable_address
from syncjobs.alerts.errors import ChannelError
from syncjobs.choices import ChannelKind
from syncjobs.models import AlertChannel

LONGEST_ADDRESS = 500


class ChannelForm(forms.ModelForm[AlertChannel]):
    """Name, kind and address."""

    new_address = forms.CharField(
        label="Address",
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "vTextField"}),
        help_text="An e-mail address, or the whole URL of a webhook.",
    )

    class Meta:
        model = AlertChannel
        fields = ("name", "kind", "is_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "new_address" in self.fields:
            self.fields["new_address"].label = "New address"
            self.fields[
                "new_address"
            ].help_text = f"Leave it empty to keep {shown_address(self.instance)}."

    def clean(self) -> dict[str, Any]:
        """The address must fit the kind; one that is kept, too."""
        data = super().clean() or {}
        if "kind" not in data or "new_address" not in data:
            return data
        text = data["new_address"] or (self.instance.address if self.instance.pk else "")
        try:
            data["new_address"] = usable_address(ChannelKind(data["kind"]), text)
        except ChannelError as error:
            self.add_error("new_address", str(error))
        return data

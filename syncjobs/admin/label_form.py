"""The form of a label."""

from typing import Any

from django import forms

from sites.admin.seen_change_form import SeenChangeForm
from sites.admin.site_form import judged, refusal
from sites.labels.names import LONGEST_LABEL, clean_label
from sites.labels.register import refuse_taken_label
from sites.models import Label


class LabelForm(SeenChangeForm[Label]):
    """The name of a label, judged by the rules of labels alone."""

    name = forms.CharField(
        help_text="Such as “region: north” or “solar power”; what stands before the colon groups"
        " labels.",
        error_messages={"required": refusal(clean_label, "")},
        widget=forms.TextInput(
            attrs={"class": "vTextField", "autocomplete": "off", "maxlength": LONGEST_LABEL}
        ),
    )
    reason = forms.CharField(
        label="Reason of this change",
        required=False,
        max_length=200,
        help_text="Kept in the history beside your name.",
    )

    class Meta:
        model = Label
        fields = ("name",)

    def clean_name(self) -> str:
        """The name in its one spelling; refused when another label has it."""
        name: Any = judged(clean_label, self.cleaned_data["name"])
        judged(refuse_taken_label, name, self.instance.pk)
        return str(name)
